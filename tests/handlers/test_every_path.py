"""Every button in every state that can be reached: something sensible is said, and there is always a way on."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.speaking.speak import speak
from bot.tools.paths import START, WalkedStep
from content import required
from content.foreign import FOREIGN
from content.model import Catalog
from handlers import dialog as talk, facts as f, saved
from handlers.dialog import Dialog, Turn
from handlers.events import MEDIA, Edited, Event, Gone, Located, Pressed, Said, Showed
from handlers.moves import WAYS_OUT, Part
from handlers.person import Person
from handlers.world import World
from tests import ROOT
from tests.fakes.shared.walking import Walked

PLATFORM = ("open_chat", "share_location", "copy_code")  # labels of what only platforms show
WAY_OUT = ("menu", "help", "stop")


def kind(dialog: Dialog) -> str:
    return type(dialog.state).__name__


def same_place(one: Dialog, other: Dialog) -> bool:
    """Whether nothing moved; that the words of a crisis are said shorter from the second time on is no move."""
    return one.state == other.state or (kind(one) == kind(other) == "InCrisis")


def test_every_state_there_is_can_be_reached(steps: list[WalkedStep]) -> None:
    reached = {kind(step.turn.dialog) for step in steps} | {kind(step.before) for step in steps}
    reached |= {type(step.turn.dialog.under).__name__ for step in steps if step.turn.dialog.under}
    assert reached == set(saved.STATES)


def test_no_button_is_answered_with_a_pardon(steps: list[WalkedStep]) -> None:
    for step in steps:
        if isinstance(step.event, Pressed):
            assert step.turn.says or step.turn.dialog.turn > step.before.turn, (kind(step.before), step.choice)
            assert not any(said.key.startswith("pardon") for said in step.turn.says), (kind(step.before), step.choice)


def test_there_is_always_a_next_thing_to_press(steps: list[WalkedStep]) -> None:
    for step in steps:
        for said in step.turn.says[-1:]:
            last = (
                said.choices
                or said.wants
                or said.key.startswith(("forgotten", "note.stopped_welcome", "note.left_here"))
            )
            assert last, (kind(step.before), step.choice, said.key)


SHORT = ("ok", "yes", "next", "ow", "7", "no", "thanks", "fine now")


def test_a_short_word_never_ends_where_there_is_nothing_to_press(walked: Walked) -> None:
    """Wherever it is typed: what is said last has its buttons, and the first miss is no "I didn't get that" to "ok"."""
    for text in SHORT:
        for dialog, world in walked.turns(SHORT, text):
            turn = talk.advance(dialog, Said(text), world)
            if turn.wish or turn.forget:  # a code is looked at, everything was deleted
                continue
            assert turn.says, (kind(dialog), text)
            last = turn.says[-1]
            assert last.choices or last.wants, (kind(dialog), text, last.key)
            if text in ("ok", "yes", "next"):
                assert "pardon.1" not in {said.key for said in turn.says}, (kind(dialog), text)


def test_every_command_is_answered_everywhere(steps: list[WalkedStep]) -> None:
    for step in steps:
        if step.choice.startswith("/"):
            assert step.turn.says, (kind(step.before), step.choice)
            assert not any(said.key.startswith("pardon") for said in step.turn.says), (kind(step.before), step.choice)


def test_home_is_reachable_from_every_state(steps: list[WalkedStep]) -> None:
    leads: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        leads[kind(step.turn.dialog)].add(kind(step.before))
    near, waiting = {"Home"}, ["Home"]
    while waiting:
        for before in leads[waiting.pop()] - near:
            near.add(before)
            waiting.append(before)
    assert near == set(saved.STATES)


def test_stop_ends_a_session_from_every_state_of_it(walked: Walked) -> None:
    inside = [(dialog, world) for dialog, world in walked.places if dialog.state.session]
    assert {kind(dialog) for dialog, _ in inside} >= {"Ready", "Holding", "Resting", "Paused", "WhereHurts", "GoingOn"}
    for dialog, world in inside:
        for event in (Said("stop"), Said("/stop"), Pressed("stop", 0), Said("I want to stop")):
            turn = talk.advance(dialog, event, world)
            if kind(dialog) == "WhereHurts":  # the pain is asked for once more, then it ends
                turn = talk.advance(turn.dialog, Pressed("3", turn.dialog.turn), world)
                turn = talk.advance(turn.dialog, Pressed("stop", turn.dialog.turn), world)
            if kind(turn.dialog) == "RatingHighest":  # how high it got in what was done, once; then it ends
                turn = talk.advance(turn.dialog, Pressed("stop", turn.dialog.turn), world)
            assert not turn.dialog.state.session, (kind(dialog), event)


def test_pain_ends_a_hold_at_once(walked: Walked) -> None:
    timed = [
        (dialog, world)
        for dialog, world in walked.places
        if talk.alarm(dialog) and kind(dialog) in ("Holding", "Resting", "Moving", "Resuming")
    ]
    assert timed
    for dialog, world in timed:
        for event in (Pressed("hurts", 0), Said("ouch"), Said("it hurts"), Said("sharp pain in my back")):
            place = kind(talk.advance(dialog, event, world).dialog)
            assert place in ("WhereHurts", "RatingPeak"), (kind(dialog), event)  # not asked where, if they said it


def test_it_hurts_and_stop_are_the_last_answers_of_every_state_of_a_session(walked: Walked) -> None:
    inside = [(dialog, world) for dialog, world in walked.places if dialog.state.part is Part.SESSION]
    assert {kind(dialog) for dialog, _ in inside} >= {"Ready", "Holding", "RatingPeak", "Unwell", "InWhich", "Skipping"}
    for dialog, world in inside:
        assert talk.ask(dialog, world).choices[-2:] == WAYS_OUT, kind(dialog)
        missed = talk.advance(dialog, Said("xqzzt"), world).says[-1]
        assert missed.choices[-2:] == WAYS_OUT, (kind(dialog), missed.key)


def test_an_answer_counts_only_if_it_was_offered(walked: Walked) -> None:
    every = sorted({choice for dialog, world in walked.places for choice in talk.ask(dialog, world).choices})
    for forged in every:
        for dialog, world in walked.turns(every, forged):
            asked = talk.ask(dialog, world)
            if forged not in (*asked.choices, *asked.also, *WAY_OUT, "hurts"):
                turn = talk.advance(dialog, Pressed(forged, dialog.turn), world)
                assert turn.dialog is dialog, (kind(dialog), forged)
                assert not turn.facts
                assert not turn.says


def test_an_old_button_changes_nothing(walked: Walked) -> None:
    for dialog, world in walked.places:
        if not dialog.asked:
            continue
        for old in ("ready", "yes", "none", "delete_all", "agree", "4"):
            turn = talk.advance(dialog, Pressed(old, -1), world)
            assert same_place(turn.dialog, dialog)
            assert not turn.facts
            assert turn.says[0].key == "note.stale"


def test_nothing_is_counted_before_ready(walked: Walked) -> None:
    for dialog, world in walked.places:
        if kind(dialog) in ("Ready", "Explaining"):
            alarm = talk.alarm(dialog)
            assert alarm is None or alarm - world.now > timedelta(hours=1), "only the closing of an open session"


def test_every_state_is_the_same_after_it_was_saved(steps: list[WalkedStep]) -> None:
    turns = [step.turn for step in steps]
    for dialog in {(turn.dialog.state, turn.dialog.under): turn.dialog for turn in turns}.values():
        assert saved.load_dialog(saved.dump_dialog(dialog)) == dialog
    for person in {turn.person for turn in turns}:
        assert saved.load_person(saved.dump_person(person)) == person
    for says in {turn.says for turn in turns}:
        assert saved.load_says(saved.dump_says(says)) == says
    for fact in {fact for turn in turns for fact in turn.facts}:
        assert saved.load_fact(*saved.dump_fact(fact)) == fact


# --- what is no new message ---------------------------------------------------------------------------------------

SHOWN = [*map(Showed, MEDIA), Showed("hologram"), Showed("")]
EDITED = [Edited(text) for text in ("yes", "none", "ready", "/stop", "/delete", "7", "Lisbon", "", "worse", "x" * 500)]
NOWHERE = [Located(zone) for zone in ("", "Mars/Base", "Etc/GMT+3", "../../etc", "x" * 500)]
SENT: tuple[Event, ...] = (Showed("sticker"), Showed("voice"), Edited("hm"), Located(""))
LOCATED = [Located("Europe/Lisbon"), *NOWHERE]
URGENT = ("I can't feel my legs", "I don't want to live", "it hurts", "can't pee since today, none")


def test_what_is_no_message_changes_nothing(walked: Walked) -> None:
    """Silence only while something counts down, and not for a voice; else the open question, with all its answers."""
    sent: tuple[Event, ...] = (*SHOWN, *EDITED)
    for event in sent:
        for dialog, world in walked.turns(sent, event):
            running = bool(dialog.state.until)
            before = dialog.under, dialog.asked, dialog.missed
            turn = talk.advance(dialog, event, world)
            assert same_place(turn.dialog, dialog), (kind(dialog), event)
            assert (turn.dialog.under, turn.dialog.asked, turn.dialog.missed) == before, (kind(dialog), event)
            assert turn.person == world.person
            assert not turn.facts
            assert not any(said.key.startswith("pardon") for said in turn.says)
            assert bool(turn.says) == (event == Showed("voice") or not running), (kind(dialog), event)
            if turn.says:
                assert turn.says[-1] == talk.ask(turn.dialog, world), (kind(dialog), event)
            else:
                assert turn.dialog is dialog


def test_no_note_is_said_three_times_running(walked: Walked, catalog: Catalog) -> None:
    words = catalog.words["en"]
    for event in SENT:
        for dialog, world in walked.turns(SENT, event):
            if dialog == talk.NEW:
                continue
            now, notes = dialog, []
            for _ in range(3):
                turn = talk.advance(now, event, world)
                now = turn.dialog
                notes += [words.text(words.version(said.key, said.version)) for said in turn.says[:-1]]
            if event != Located(""):
                assert len(notes) in (0, 3)
                assert len(set(notes)) == (2 if notes else 0), (kind(dialog), notes)


def test_a_location_is_asked_about_or_left_alone(walked: Walked) -> None:
    """It leads to "So it's 18:42 for you now?" or nowhere; never out of a session or past a question about danger."""
    led = set()
    for event in LOCATED:
        for dialog, world in walked.turns(LOCATED, event):
            turn = talk.advance(dialog, event, world)
            assert all(isinstance(fact, f.Judged) for fact in turn.facts), "what the days before mean, at most"
            assert turn.person == world.person.after_all(turn.facts, world.now)
            if same_place(turn.dialog, dialog):
                assert bool(turn.says) != bool(dialog.state.until)
                continue
            assert not dialog.state.session
            assert kind(dialog) not in ("InCrisis", "OnHold", "CheckingSigns", "Screening", "Hello", "AskingConsent")
            there = "ConfirmingZone" if event == LOCATED[0] else "NamingCity"
            assert kind(turn.dialog) == there, (kind(dialog), event)
            led.add(kind(dialog))
    assert led >= {"Home", "NamingCity", "Reminders", "Reminded", "Comparing", "Learning"}


@pytest.mark.parametrize("text", URGENT)
def test_danger_in_a_changed_message_counts_like_a_new_one(walked: Walked, text: str) -> None:
    for dialog, world in walked.turns(URGENT, text):
        assert talk.advance(dialog, Edited(text), world) == talk.advance(dialog, Said(text), world), kind(dialog)


def test_whoever_was_away_is_back_whatever_they_send(walked: Walked) -> None:
    sent: tuple[Event, ...] = (Showed("sticker"), Edited("hm"), Located(""), Located("Europe/Lisbon"))
    for event in sent:
        for dialog, world in walked.turns(sent, event):
            gone = talk.advance(dialog, Gone(), world)
            turn = talk.advance(gone.dialog, event, replace(world, person=gone.person))
            assert turn.facts == (f.Found(),), (kind(dialog), event)
            assert not turn.person.away


# --- words behind a command, and links ----------------------------------------------------------------------------

SLASHED = (
    "/reminders 18:30 mon wed fri", "/reminders 7", "/reminders off", "/checkin 7 better", "/checkin 9", "/pause 7",
    "/timezone Lisbon", "/timezone asdfgh", "/learn bird dog", "/learn medicines", "/checkin x y", "/menu 5",
    "/start reminders", "/start learn_bird_dog", "/start session", "/start x", "/start 1 2", "/delete everything",
)  # fmt: skip
ASKED_FIRST = ("InCrisis", "OnHold", "CheckingSigns", "TellingWhat", "BeenSeen")


def test_words_behind_a_command_lead_no_further_than_the_command(walked: Walked) -> None:
    """It is answered everywhere; where the plain command does not get to its question, what it was told is left out."""
    for text in SLASHED:
        rarely = 6 if text.startswith("/timezone") else 1  # a city is searched for, some milliseconds
        for dialog, world in list(walked.turns(SLASHED, text))[::rarely]:
            plain, turn = (talk.advance(dialog, Said(words), world) for words in (text.split()[0], text))
            assert turn.says, (kind(dialog), text)
            assert not any(said.key.startswith("pardon") for said in turn.says), (kind(dialog), text)
            if kind(plain.dialog) in ASKED_FIRST and not text.startswith(("/start", "/reminders off", "/delete")):
                assert same_place(turn.dialog, plain.dialog), (kind(dialog), text)
                assert turn.facts == plain.facts
            if not (world.person.consent and world.person.screened):
                assert not any(isinstance(fact, f.SessionStarted | f.PainRated | f.NudgesSet) for fact in turn.facts)


SAME = {"/checkin worse": "worse", "/checkin 8 worse": "worse, 8"}


@pytest.mark.parametrize(("text", "same"), SAME.items())
def test_worse_behind_a_command_leads_where_worse_leads(walked: Walked, text: str, same: str) -> None:
    for dialog, world in walked.turns([*SAME], text):
        asked = talk.ask(dialog, world)
        if (
            asked.wants
            or {"worse", "still_sore", "still_hard"} & {*asked.choices, *asked.also}
            or kind(dialog) == "Hello"
        ):
            continue  # there "worse" or the number is an answer
        turn, plain = talk.advance(dialog, Said(text), world), talk.advance(dialog, Said(same), world)
        if not any(said.key.startswith("pardon") for said in plain.says):
            assert (turn.dialog.state, turn.facts) == (plain.dialog.state, plain.facts), (kind(dialog), text)


DANGER = ("/checkin 9 can't pee", "/start I can't feel my legs", "/learn how to kill myself")


@pytest.mark.parametrize("text", DANGER)
def test_danger_behind_a_command_comes_first(walked: Walked, text: str) -> None:
    for dialog, world in walked.turns(DANGER, text):
        there = kind(talk.advance(dialog, Said(text), world).dialog)
        assert there in ("CheckingSigns", "OnHold", "InCrisis", "TellingWhat", "BeenSeen"), (kind(dialog), there)


@pytest.mark.parametrize("payload", ["reminders", "learn", "session", "learn_bird_dog", "delete", "stop", "x", "a-b_c"])
def test_a_link_says_hello_first(catalog: Catalog, payload: str) -> None:
    world = World(START, catalog, Person())
    turn = talk.advance(talk.NEW, Said(f"/start {payload}"), world)
    assert kind(turn.dialog) == "Hello"
    assert said_keys(turn) == {"hello"}


# --- words --------------------------------------------------------------------------------------------------------


def test_every_state_is_said_in_every_language(steps: list[WalkedStep], catalog: Catalog) -> None:
    for words in catalog.words.values():
        for says in {step.turn.says for step in steps}:
            for utterance in speak(says, 1000, words):
                assert utterance.text.strip()
                assert "{" not in utterance.text
                assert "@" not in utterance.text
                assert all(len(button.label) <= 40 and len(button.id) <= 64 for button in utterance.buttons)


def test_messages_are_short(steps: list[WalkedStep], catalog: Catalog) -> None:
    """About 300 characters a message; the lists of safety questions may be longer."""
    long = {}
    for says in {step.turn.says for step in steps}:
        for utterance in speak(says, 1000, catalog.words["en"]):
            if len(utterance.text) > 400 and utterance.text.count("\n- ") < 4:
                long[utterance.text] = len(utterance.text)
    assert not long


def test_a_message_has_at_most_twenty_five_buttons(steps: list[WalkedStep]) -> None:
    for says in {step.turn.says for step in steps}:
        for said in says:
            assert len(said.choices) <= 25  # Discord: five rows of five
            assert len(set(said.choices)) == len(said.choices), said.key


def test_no_two_buttons_of_a_question_look_alike(steps: list[WalkedStep], catalog: Catalog) -> None:
    for says in {step.turn.says for step in steps}:
        for said in says:
            labels = [catalog.words["en"].label(choice).casefold() for choice in said.choices]
            assert len(set(labels)) == len(labels), (said.key, labels)


def test_a_nudge_says_nothing_about_health(catalog: Catalog) -> None:
    """A lock screen may show it to anyone."""
    words = catalog.words["en"]
    for key in words.keys():  # noqa: SIM118 (a method of ours)
        if key.startswith("nudged"):
            text = words.text(key, late="5 minutes").casefold()
            for telling in ("pain", "back", "exercise", "hurt", "sore", "doctor", "worse", "score"):
                assert telling not in text, key


def said_keys(turn: Turn) -> set[str]:
    return {said.key for said in turn.says}


def parts_of(key: str) -> Iterator[str]:
    """What stands in the code where this text is said: it, what it is a version of, or how one that is put together
    begins ("note.skipped." of "note.skipped.pain.2")."""
    stem = key.rpartition(".")[0]
    yield from (key, stem)
    if "." in stem:
        yield f"{stem.rpartition('.')[0]}."


def test_no_text_is_left_over_and_none_is_missing(steps: list[WalkedStep], catalog: Catalog) -> None:
    """Every text of the dialog is used in the code, and the contract file lists what there is."""
    house = ROOT
    code = "\n".join(path.read_text() for room in ("handlers", "bot/engine") for path in (house / room).rglob("*.py"))
    said = set().union(*(said_keys(step.turn) for step in steps))
    around = {key for _, key in required.for_platforms()}  # what the platforms say around the talk
    words = catalog.words["en"]
    dialog = {
        key
        for key in words.keys()  # noqa: SIM118 (a method of ours)
        if not key.startswith(
            (
                "exercise.",
                "topic.",
                "question.",
                "list.",
                "region.",
                "inversion.",
                "choice.",
                "month.",
                "weekday",
                "instruction.",
            )
        )
    }
    said_in = {version for key in said for version in words.versions(key)}
    unused = {key for key in dialog - said_in - around if not any(part in code for part in parts_of(key))}
    assert not unused
    assert all(words.versions(key) for key in said if not key.startswith(FOREIGN))


def test_no_choice_is_left_over(walked: Walked, catalog: Catalog) -> None:
    asked = [talk.ask(dialog, world) for dialog, world in walked.places]
    offered = {choice for said in asked for choice in (*said.choices, *said.also)} | {*talk.ALWAYS, *PLATFORM}
    labelled = {key.removeprefix("choice.") for key in catalog.words["en"].keys() if key.startswith("choice.")}  # noqa: SIM118
    assert labelled - offered == set()
    ways = {way for way in catalog.words["en"].typed.ways if not way.startswith("days_")}  # any weekdays count
    assert ways - offered == set()
