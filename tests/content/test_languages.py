"""A second language: when it can be chosen, what then changes, and that English words of danger always count.

It is made up: English in which every e is an ę, with the customs of Polish, and a few words of danger of its own.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from telegram import Bot

from bot import settings
from bot.app import taught
from bot.platforms.telegram.profile import set_up
from bot.settings import SettingsError
from bot.speaking.speak import speak
from bot.store.queries import Store
from bot.tools.report import summary
from bot.tools.walks import walks
from content.danger import CONCEPTS
from content.errors import ContentError
from content.load import HERE, load
from content.menu import MENU, Command
from content.model import Catalog
from content.typed import fold
from handlers import dialog as talk, facts as f, merging
from handlers.dialog import Dialog, Turn
from handlers.events import Edited, Event, Pressed, Said
from handlers.person import Nudges, Person
from handlers.say import Say, dated, say
from handlers.topics import home, reminders, welcome
from handlers.typed.danger import denied
from handlers.typed.days import weekdays
from handlers.typed.hearing import hear
from handlers.typed.numbers import minutes, score
from handlers.typed.times import clock, half, offset
from handlers.world import World
from tests.fakes.shared.engines import BOB, talking
from tests.fakes.telegram.server import Server

NOW = datetime(2026, 3, 2, 18, 40, tzinfo=UTC)
ABOUT = "name: Ęnglish\nlocale: pl\nreviewed: 2026-03-02\n"
TYPED: dict[str, Any] = {
    "ways": {"yes": ["tak"], "days_0123456": ["codziennie"], "none": ["żadne"]},
    "commands": {"stop": ["dość"], "language": ["język"], "reminders": ["przypomnij"]},
    "numbers": {"siedem": 7, "ósmej": 8, "dziesięć": 10},
    "out_of": ["na"],
    "and_half": ["i pół"],
    "counted": ["dni", "minut"],
    "hour_words": ["godzin"],
    "parts": {"rano": "am", "wieczorem": "pm", "nocą": "night"},
    "behind_hour": ["godz"],
    "fractions": {"kwadrans": 15},
    "past": ["{minutes} po {hour}", "{hour} i {minutes}"],
    "to": ["{minutes} do {hour}", "wpół do {hour}"],
    "offsets": ["czas"],
    "days": {"poniedziałek": 0, "środa": 2, "piątek": 4},
    "through": ["do"],
    "left_out": ["oprócz"],
    "day_words": ["dni"],
    "before_answer": ["o"],
    "fillers": ["proszę"],
    "questions": ["czy\\b"],
    "subjects": {"walking": ["spacer"]},
    "negations": ["nie"],
    "turns": ["ale"],
}
DANGER: dict[str, Any] = {
    "words": {
        **{concept: [f"zz{concept}"] for concept in CONCEPTS},
        "numb": ["zdrętwia*"],
        "legs": ["nog*"],
        "inverted": ["odwróceniu"],
        "eyes_head": ["oczy"],
        "suicide": ["zabić się"],
    },
    "scopes": {"no": ["nie"], "not_a_no": ["nie moje"], "ends": ["ale"]},
    "hurts": ["boli"],
    "spelling": ["zdrętwiałe"],
}


LACKED = ("numb", "wish_dead", "fever", "hurts", "scopes")


def foreign(text: str) -> str:
    return re.sub(r"{\w+}|e", lambda found: found[0].replace("e", "ę") if found[0] == "e" else found[0], text)


def translated(data: Any) -> Any:
    if isinstance(data, list):
        return [foreign(text) for text in data]
    if not isinstance(data, dict):
        return foreign(str(data))
    if data.keys() == {"one", "other"}:
        few, many = (f"{foreign(data['other'])} ({form})" for form in ("few", "many"))
        return {"one": foreign(data["one"]), "few": few, "many": many, "other": few}
    return {key: translated(value) for key, value in data.items()}


def whole(folder: Path) -> Path:
    """A complete second language beside English, in this copy of the content."""
    for path in (folder / "en").rglob("*.yaml"):
        if path.name == "wishes.yaml":
            continue  # patterns are no words to translate one by one
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        there = folder / "xx" / path.relative_to(folder / "en")
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(yaml.safe_dump(translated(data), allow_unicode=True, sort_keys=False), encoding="utf-8")
    (folder / "xx" / "language.yaml").write_text(ABOUT, encoding="utf-8")
    write(folder, TYPED)
    endanger(folder, DANGER)
    return folder


def write(folder: Path, typed: dict[str, Any]) -> None:
    (folder / "xx" / "typed.yaml").write_text(yaml.safe_dump(typed, allow_unicode=True), encoding="utf-8")


def endanger(folder: Path, danger: dict[str, Any]) -> None:
    (folder / "xx" / "danger.yaml").write_text(yaml.safe_dump(danger, allow_unicode=True), encoding="utf-8")


def copied(to: Path) -> Path:
    return Path(shutil.copytree(HERE, to / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """English and the second language, complete and reviewed."""
    return load(whole(copied(tmp_path_factory.mktemp("both"))))


@pytest.fixture
def foreigner(both: Catalog) -> World:
    nudges = Nudges("Europe/Warsaw", "07:45", (0, 2, 4), paused_until=datetime(2026, 3, 3).date())  # noqa: DTZ001
    person = Person(language="xx", adult=True, consent=welcome.CONSENT, screened=NOW, minutes=5, nudges=nudges)
    return World(NOW, both, person)


AT_HOME = Dialog(home.Home(), turn=1, asked=1)


def after(w: World, *events: Event, at: Dialog = AT_HOME) -> Turn:
    for event in events:
        turn = talk.advance(at, replace(event, turn=at.turn) if isinstance(event, Pressed) else event, w)
        at, w = turn.dialog, replace(w, person=turn.person)
    return turn


def shown(turn: Turn, catalog: Catalog) -> str:
    return "\n".join(each.text for each in speak(turn.says, 1, catalog.speaking(turn.person.language)))


# --- which can be chosen ------------------------------------------------------------------------------------------


def test_with_a_few_texts_it_loads_and_cannot_be_chosen(folder: Path) -> None:
    (folder / "xx").mkdir()
    (folder / "xx" / "language.yaml").write_text(ABOUT, encoding="utf-8")
    (folder / "xx" / "few.yaml").write_text("choosing_language: Ktory?\n", encoding="utf-8")
    made = load(folder)
    words = made.words["xx"]
    assert (words.text("choosing_language"), words.text("hello")) == ("Ktory?", made.words["en"].text("hello"))
    assert "hello" in words.missing
    assert "choosing_language" not in words.missing
    assert set(words.lacking) == {*CONCEPTS, "negations", "no", "hurts"}
    assert made.choosable == {"lang_en": "en"}
    assert made.speaking("xx") is made.words["en"]
    told = " ".join(summary(made).split())
    assert "xx: 1 texts, " in told
    assert "Ęnglish, reviewed 2026-03-02: cannot be chosen" in told
    assert "nothing to type in typed.yaml: ways," in told
    for key, names in words.keys().items():  # it can be looked at
        assert words.text(key, **dict.fromkeys(names, 2)).strip()


def test_complete_and_reviewed_it_can_be_chosen(both: Catalog) -> None:
    words = both.words["xx"]
    assert (words.missing, words.lacking) == ((), ())
    assert {"logged", "hours"} <= set(words.typed.empty)
    assert not set(TYPED) & set(words.typed.empty)
    assert both.choosable == {"lang_en": "en", "lang_xx": "xx"}
    assert both.speaking("xx") is words
    assert "Ęnglish, reviewed 2026-03-02: can be chosen" in summary(both)


def without(name: str) -> Callable[[Path], object]:
    """Without the ways to say this concept, or without this part of its words of danger."""
    left = {key: value for key, value in DANGER.items() if key != name}
    left["words"] = {key: value for key, value in DANGER["words"].items() if key != name}
    return lambda folder: endanger(folder, left)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "xx" / "language.yaml").write_text(ABOUT.replace("2026-03-02", "null")),
        lambda folder: (folder / "xx" / "inversion.yaml").unlink(),
        lambda folder: (folder / "xx" / "typed.yaml").unlink(),
        lambda folder: (folder / "xx" / "danger.yaml").unlink(),
        *map(without, LACKED),
    ],
    ids=["not reviewed", "texts missing", "nothing typed", "no words of danger", *LACKED],
)
def test_what_keeps_it_from_being_chosen(folder: Path, spoil: Callable[[Path], object]) -> None:
    spoil(whole(folder))
    made = load(folder)
    assert made.choosable == {"lang_en": "en"}
    assert "cannot be chosen" in summary(made)
    assert made.menu == tuple(name for name in MENU if name != "language")
    turn = after(World(NOW, made, Person(language="xx")), Said("/language xx"))
    assert turn.person.language == "xx"  # nothing was chosen
    assert shown(turn, made) == "I only speak English so far."


def test_the_operator_can_set_only_what_can_be_chosen(folder: Path) -> None:
    whole(folder)
    assert taught(settings.read(language="xx"), folder).language == "xx"
    without("wish_dead")(folder)
    for language, why in (
        ("xx", "are not complete and reviewed yet; set one of: en"),
        ("de", "are not there; set one of: en"),
    ):
        with pytest.raises(SettingsError, match=why) as refused:
            taught(settings.read(language=language), folder)
        assert str(refused.value).startswith("LUMBOT_LANGUAGE: ")
        assert "\n" not in str(refused.value)
    assert taught(settings.read(), folder).language == "en"


# --- choosing it --------------------------------------------------------------------------------------------------


def test_the_languages_are_offered_by_their_own_names(both: Catalog) -> None:
    turn = after(World(NOW, both, Person()), Said("hi"), Pressed("go_on", 0), Said("change language"))
    assert turn.says == (say("choosing_language", "lang_en", "lang_xx", "back"),)
    for words in both.words.values():
        assert [words.label(choice) for choice in turn.says[0].choices[:2]] == ["English", "Ęnglish"]


@pytest.mark.parametrize(
    "events",
    [
        (Said("/language xx"),),
        (Said("/language Ęnglish"),),
        (Said("/language"), Pressed("lang_xx", 0)),
        (Said("/language"), Said("ęnglish")),
    ],
    ids=["by its code", "by its name", "pressed", "typed"],
)
def test_it_may_be_chosen_before_consent_and_the_talk_goes_on_in_it(both: Catalog, events: tuple[Event, ...]) -> None:
    start = after(World(NOW, both, Person()), Said("hello"), Pressed("go_on", 0), at=talk.NEW)
    turn = after(World(NOW, both, start.person), *events, at=start.dialog)
    assert turn.facts == (f.LanguageChosen("xx"),)
    assert turn.person.language == "xx"
    assert turn.dialog.state == start.dialog.state
    assert shown(turn, both) == foreign(f"From now on I speak English.\n\n{shown(start, both)}")
    assert after(World(NOW, both, turn.person), Said("/language english"), at=turn.dialog).person.language == "en"


def test_a_session_waits_while_the_language_is_chosen(both: Catalog) -> None:
    for step in walks(both):
        if step.turn.dialog.state.session and not step.turn.forget:
            w = World(NOW, both, step.turn.person)
            turn = after(w, Said("/language xx"), at=step.turn.dialog)
            assert turn.dialog.state.session == step.turn.dialog.state.session
            assert turn.person.language == "xx"
            return


async def test_it_is_kept_and_new_people_are_spoken_to_in_the_operators(sqlite_store: Store, both: Catalog) -> None:
    hello = both.words["en"].text("hello")
    async with talking(sqlite_store, both) as talk_:
        assert await talk_.hear("/start") == [hello]
        assert await talk_.hear("/language xx") == [foreign(f"From now on I speak English.\n\n{hello}")]
        assert [each.language for each in talk_.platform.to()] == ["en", "xx"]
    async with talking(sqlite_store, replace(both, language="xx")) as talk_:
        assert await talk_.hear("/start", BOB) == [foreign(hello)]
        assert (await talk_.hear("nonsense"))[0].endswith(foreign(hello))
        assert (await talk_.hear("/language en"))[0].endswith(hello)
        assert await talk_.facts() == ["LanguageChosen", "LanguageChosen"]
    async with talking(sqlite_store, load()) as talk_:  # the second language is there no more
        assert (await talk_.hear("nonsense", BOB))[-1].endswith(hello)


def test_what_is_shown_in_menus(both: Catalog, catalog: Catalog) -> None:
    assert both.menu == MENU
    assert set(MENU) - set(catalog.menu) == {Command.LANGUAGE}


async def test_telegram_shows_each_its_own_menu(both: Catalog) -> None:
    async with Server() as server, Bot(server.token, f"{server.url}/bot", f"{server.url}/file/bot") as bot:
        assert "commands (xx)" in await set_up(bot, both)
        ours, theirs = [await bot.get_my_commands(language_code=code) for code in (None, "xx")]
        assert [each.command for each in ours] == [each.command for each in theirs] == list(MENU)
        assert theirs[0].description == foreign(ours[0].description)
        assert await set_up(bot, both) == []
        for now_first in await set_up(bot, replace(both, language="xx")):
            assert not now_first.endswith("(xx)")
        assert (await bot.get_my_commands())[0] == theirs[0]


def test_what_is_merged_keeps_the_language_of_whoever_made_the_code() -> None:
    issuer, other = Person(language="xx"), Person()
    assert list(merging.settled(issuer, other, other)) == [f.LanguageChosen("xx")]
    assert list(merging.settled(issuer, other, issuer)) == []


# --- speaking it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "told"), [(1, "1 minutę"), (2, "2 minutęs (few)"), (5, "5 minutęs (many)"), (22, "22 minutęs (few)")]
)
def test_a_plural_has_the_forms_of_its_language(both: Catalog, n: int, told: str) -> None:
    words = both.words["xx"]
    assert words.text("minutes", n=n) == words.label(f"min_{n}") == told
    assert speak((say("rating_before", "back", minutes=f"@minutes:{n}", what=()),), 1, words)[0].text.startswith(
        f"Today, about {told}"
    )


def test_a_text_taken_from_english_keeps_the_plurals_of_english(folder: Path) -> None:
    (folder / "xx").mkdir()
    (folder / "xx" / "language.yaml").write_text(ABOUT, encoding="utf-8")
    assert [load(folder).words["xx"].text("minutes", n=n) for n in (1, 2, 5)] == ["1 minute", "2 minutes", "5 minutes"]


def test_lists_days_and_months_are_as_cldr_has_them(both: Catalog, foreigner: World) -> None:
    english, other = both.words["en"], both.words["xx"]
    assert (english.join("abc"), other.join("abc")) == ("a, b and c", "a, b i c")
    plan = reminders.Reminders().ask(foreigner)
    assert "07:45" in speak((plan,), 1, other)[0].text
    assert speak((plan,), 1, other)[0].text.endswith("wtorek, 3 marca.")
    assert speak((plan,), 1, english)[0].text.endswith("are paused until Tuesday, 3 March.")


def test_english_says_days_and_months_as_it_always_has(catalog: Catalog) -> None:
    words = catalog.words["en"]
    days, months = (
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December"],
    )  # fmt: skip
    assert [words.text(f"weekday.{n}") for n in range(1, 8)] == days
    assert [words.text(f"month.{n}") for n in range(1, 13)] == months
    for hour in range(24):
        for minute in range(60):
            assert words.label(f"at_{hour:02}{minute:02}") == f"{hour:02}:{minute:02}"
    lists = [(), ("a",), ("a", "b"), ("a", "b", "c"), ("{x}", "a and b", "c, d", "e")]
    assert [words.join(each) for each in lists] == ["", "a", "a and b", "a, b and c", "{x}, a and b, c, d and e"]


def test_a_time_is_told_as_the_language_tells_it(folder: Path) -> None:
    (folder / "en" / "language.yaml").write_text("name: English\nlocale: en_US\nreviewed: null\n")
    words = load(folder).words["en"]
    assert fold(words.label("at_1945")) == "7:45 pm"
    assert words.join("abc") == "a, b, and c"
    assert "7:45" in words.ways("at_1945")[0]


def test_what_the_version_before_left_unsaid_is_still_said(catalog: Catalog) -> None:
    """Its times were texts, and its days and months texts of ours."""
    args: dict[str, Any] = {"time": "07:45", "days": ("@weekday.1", "@weekday.3"), "next": "18:40"}
    args |= {"weekday": "@weekday.3", "day": 4, "month": "@month.11"}
    assert dated(NOW.date()) == {"weekday": "@weekday.1", "day": 2, "month": "@month.3"}
    (told,) = speak((say("reminders.next", "back", args=args),), 1, catalog.words["en"])
    assert told.text == "I remind you at 07:45, Monday and Wednesday. The next one: Wednesday, 4 November, 18:40."


# --- hearing it ---------------------------------------------------------------------------------------------------


def meant(text: str, w: World, asked: Say | None = None) -> tuple[str, str]:
    heard = hear(text, asked or home.Home().ask(w), w)
    if heard.danger.flag:
        return (
            heard.danger.flag
            if heard.danger.flag == "crisis"
            else "emergency"
            if "inversion" in heard.danger.signs
            else "sign"
        ), ""
    return (heard.meaning.kind, heard.meaning.value) if heard.meaning else ("", "")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("nogi mi zdrętwiały", "sign"),
        ("nogi mi zmarzły", ""),
        ("nogi mi zdretwiałe", "sign"),  # misspelt
        ("nie, moje nogi zdrętwiały", "sign"),  # "no, my legs are numb"
        ("nogi nie zdrętwiały", ""),
        ("nie mam nogi zdrętwiałej", ""),
        ("nie boli, ale nogi zdrętwiały", "sign"),
        ("po odwróceniu bolą oczy", "emergency"),
        ("chcę się zabić się", "crisis"),
        ("boli", "hurts"),
        ("my legs are numb", "sign"),
        ("no, my legs are numb", "sign"),
        ("my legs are not numb", ""),
        ("i am not numb between the toes", ""),
        ("nie, my legs are numb", "sign"),  # the "no" of one language takes nothing back in another
        ("no zdrętwiałe nogi zdrętwiałe", "sign"),
        ("my bottom is numbness", "sign"),
        ("blurred vision after inverting", "emergency"),
        ("i want to die", "crisis"),
        ("I want to die. boli", "crisis"),
        ("ouch", "hurts"),
        ("stop", ""),
        ("dość", "command"),
    ],
)
def test_words_of_danger_count_in_both_languages(foreigner: World, text: str, kind: str) -> None:
    assert meant(text, foreigner)[0] == kind
    if kind in ("sign", "emergency", "crisis", "hurts"):
        changed = talk.advance(AT_HOME, Edited(text), foreigner)
        assert changed == talk.advance(AT_HOME, Said(text), foreigner)
        assert changed.facts or kind == "hurts"


def test_english_is_not_heard_in_the_other_language(both: Catalog, foreigner: World) -> None:
    english = replace(foreigner, person=Person(adult=True, consent=1, screened=NOW, minutes=5))
    for text in ("nogi mi zdrętwiały", "boli", "chcę zabić się"):
        assert meant(text, english)[0] == ""


@pytest.mark.parametrize(
    ("wants", "text", "wanted"),
    [
        ("pain", "siedem na 10", "7"),
        ("pain", "siedem na dziesięć", "7"),
        ("pain", "siedem i pół", "8"),
        ("pain", "7 dni", ""),
        ("minutes", "dziesięć", "min_10"),
        ("minutes", "10 godzin", ""),
        ("time", "siedem", "unclear_0700"),
        ("time", "siedem wieczorem", "at_1900"),
        ("time", "1 nocą", "at_0100"),
        ("time", "11 nocą", "at_2300"),
        ("time", "kwadrans po siedem", "unclear_0715"),
        ("time", "kwadrans do ósmej rano", "at_0745"),
        ("time", "wpół do ósmej wieczorem", "at_1930"),
        ("time", "19 i dziesięć", "at_1910"),
        ("time", "half past seven", ""),
        ("half", "rano", "am"),
        ("half", "nocą proszę", "pm"),
        ("city", "czas -3", "typed:czas -3"),
        ("days", "poniedziałek i piątek", "days_04"),
        ("days", "poniedziałek do środa", "days_012"),
        ("days", "poniedziałek-piątek", "days_01234"),
        ("days", "codziennie oprócz środa", "days_013456"),
        ("days", "monday", ""),
    ],
)
def test_what_is_typed_is_of_its_language(foreigner: World, wants: Any, text: str, wanted: str) -> None:
    found = meant(text, foreigner, Say("asked", ("back",), wants=wants))
    assert found == (("answer", wanted) if wanted else found)
    assert wanted or found[0] != "answer"


def test_words_behind_a_command_are_of_its_language(foreigner: World) -> None:
    for text, command, told in (
        ("/reminders o 18:30 poniedziałek", "reminders", "at_1830 days_0"),
        ("/pause 10 dni", "pause", "pause_10"),
        ("/pause 10 days", "pause", "?"),
        ("/learn spacer", "learn", "topic_walking"),
        ("/timezone czas+2", "timezone", "typed:czas 2"),
        ("/checkin siedem", "checkin", "7"),
    ):
        meaning = hear(text, home.Home().ask(foreigner), foreigner).meaning
        assert meaning
        assert (meaning.kind, meaning.value, meaning.at) == ("command", command, told), text
    place = reminders.NamingCity().on("typed:czas -3", foreigner)
    assert isinstance(place, reminders.ConfirmingZone)
    assert place.zones[0] == "America/Sao_Paulo"


def test_where_a_language_has_no_words_to_type_nothing_is_guessed(folder: Path) -> None:
    (folder / "xx").mkdir()
    (folder / "xx" / "language.yaml").write_text(ABOUT, encoding="utf-8")
    known = load(folder).words["xx"].typed
    for text in ("", "seven", "half past seven", "no my legs", "utc", "days", "monday - friday", "a half", "pm"):
        assert (clock(text, known), minutes(text, known), weekdays(text, known), half(text, known)) == ("",) * 4
        assert score(text, known) is offset(text, known) is None
        assert not denied(f"{text} x", len(text) + 1, known)
    assert [clock("7:45", known), minutes("7", known), score("7/10", known)] == ["at_0745", "min_7", 7]


# --- bad files ----------------------------------------------------------------------------------------------------

BAD = [
    ("language.yaml", None, "", "missing"),
    ("language.yaml", "name: X\nlocale: pl\n", "reviewed", "missing"),
    ("language.yaml", ABOUT.replace("pl", "qq_QQ"), "locale", "knows no locale 'qq_QQ'"),
    ("language.yaml", ABOUT.replace("2026-03-02", "soon"), "reviewed", "date"),
    ("language.yaml", ABOUT + "plural: x\n", "plural", "not known here"),
    ("talk.yaml", "minutes: {one: '{n} m', other: '{n} ms'}\n", "minutes", "must have few, many, one, other"),
    (
        "talk.yaml",
        "minutes: {one: x, two: x, few: x, many: x, other: x}\n",
        "minutes",
        "has the forms few, many, one, o",
    ),
    ("talk.yaml", "minutes: {one: x, few: x, many: '{m}', other: x}\n", "minutes", "has {m} {n} but must have {n}"),
    ("typed.yaml", "numbers: {siedem: x}\n", "numbers.siedem", "integer"),
    ("typed.yaml", "fractions: {pół: 60}\n", "fractions.pół", "less than 60"),
    ("typed.yaml", "parts: {rano: early}\n", "parts.rano", "'night'"),
    ("typed.yaml", "past: ['{minutes} po']\n", "past", "must have {hour} once"),
    ("typed.yaml", "to: ['{minutes} do {godz}']\n", "to", "must have {hour} once"),
    ("typed.yaml", "negations: ['nie(']\n", "negations", "not a regular expression"),
    ("typed.yaml", "turns: ale\n", "turns", "tuple"),
    ("typed.yaml", "subjects: {moon: [moon]}\n", "subjects.moon", "no topic 'moon'"),
    ("typed.yaml", "commands: {dance: [x]}\n", "commands.dance", "'start'"),
]


@pytest.mark.parametrize(("file", "text", "field", "reason"), BAD, ids=[f"{bad[0]}-{bad[2]}" for bad in BAD])
def test_a_bad_file_is_refused_in_one_line(folder: Path, file: str, text: str | None, field: str, reason: str) -> None:
    path = whole(folder) / "xx" / file
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert (caught.value.file, caught.value.field) == (f"content/xx/{file}", field)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


# --- no English in the code ---------------------------------------------------------------------------------------


def test_no_pattern_of_typed_words_has_a_word_in_it() -> None:
    """What people type is data of a language."""
    room = HERE.parent / "handlers" / "typed"
    signs = re.compile(r"\[[^]]*\]|\\.|\(\?\w*[:<]?\w*>?|\{[^}]*\}")
    for path in sorted(room.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        assert not re.search("[A-Za-z]{2}", signs.sub(" ", part.value)), f"{path.name}:{node.lineno}"
