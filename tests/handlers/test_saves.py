"""Golden saves: whatever was ever released loads for ever. A save is added for each version, and never changed.

`python -m tests.handlers.test_saves` writes those that are not there yet in any version.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.speaking.speak import speak
from bot.tools.walks import walks
from content.load import load
from content.model import Catalog
from handlers import facts, saved
from handlers.dialog import NEW, Dialog, advance
from handlers.diary import ByHand, Day, Diary, Did, PutRight
from handlers.events import Said
from handlers.functioning import Activity, Function
from handlers.habits import Dose, Sent
from handlers.judgement import Flare, Given, Judgement, Pause, Standing
from handlers.lately import Lately
from handlers.person import Nudges, OwnDays, Past, Person
from handlers.say import EXPORT, say
from handlers.session import Item, Session
from handlers.topics.session.end import AskingEffort
from handlers.world import World
from tests import SAVES

HERE = SAVES
GOLDEN = sorted(HERE.glob("v*/*.json"))
START = datetime(2026, 3, 2, 18, 40, tzinfo=UTC)
DAY = START.date()
KNOWN = Person(
    language="en",
    adult=True,
    consent=1,
    screened=START,
    conditions=("knee", "floor"),
    cleared=True,
    held="urgent",
    reasons=("cough",),
    pain=3,
    pain_at=START,
    baseline=5,
    how_long="weeks",
    minutes=10,
    levels=(("walking", 2), ("wall_sit", 3)),
    past=(Past(DAY, 135, 2),),
    sessions=1,
    first_session=DAY,
    off=DAY,
    off_at=START,
    signs="worse",
    rested=("wall_sit",),
    rested_on=DAY,
    morning=DAY,
    lead_in=10,
    rests=False,
    rest=DAY,
    zone="Europe/Lisbon",
    nudges_asked=True,
    nudged=DAY,
    away=True,
    nudges=Nudges(
        "Europe/Lisbon",
        "07:45",
        (0, 2, 4),
        last=DAY,
        since=START,
        paused_until=DAY,
        snoozed_until=START,
        snoozed_day=DAY,
    ),
)
LINKED = replace(
    KNOWN, linked=("discord", "telegram"), unreached=("discord",), nudge_on="telegram", code_misses=(START,)
)
OWN = replace(LINKED, own=(OwnDays("swimming", (0, 3), fine=True, done=DAY),))
HELD = replace(OWN, held_at=START, told=("cough",), followed=1, ask_then=True, crisis=START)
WANTING = replace(HELD, excluded=("bird_dog",), only=("walking",), only_on=DAY, minutes_today=5, minutes_on=DAY)
AGED = replace(WANTING, youngest=51, oldest=69, age_at=DAY)
EASED = replace(
    AGED,
    function=Function(
        (Activity("putting on socks", 3, DAY, 4, 3),), (DAY, DAY), DAY, 1, "a day in the hills", reached=True
    ),
    lately=Lately((DAY,), DAY, DAY),
)
ONCE_MORE = Nudges(
    "Europe/Lisbon", "07:45", (0, 2, 4), more=("12:30",), again=120, follows=True, again_on=DAY, weekly=False
)
REMINDED = replace(EASED, nudges=ONCE_MORE, sent=Sent((START,), 2, DAY), mornings=True, signs_at=START)
JUDGED = replace(
    REMINDED,
    order=("bird_dog", "wall_sit"),
    doses=(Dose("wall_sit", 2, 12, 60, 2),),
    diary=Diary(
        (
            Day(
                DAY, (4, 3), (4,), 3, (Did("wall_sit", 3, "hold", True, 6, True, "knee"),), True, True, "calf",
                "not", DAY, True, True, True, ("sleep",), True, START, ("now", "before"), (PutRight("now", 0, 4),),
                (ByHand("walking", 20),), (("red", START),),
            ),
        ),
        ((DAY, 3.5),),
    ),
    judged=Judgement(
        (Standing("wall_sit", 4, 2, DAY, DAY, 1, "rise", DAY, DAY, True, True, DAY),),
        Pause("two_red", START, 4, START, START, "wait", START),
        START,
        Flare(DAY, 3.5, DAY, "settled", True, DAY, True),
        DAY,
        (Given("two_red", DAY, DAY, 2, "wait", DAY, START, 2),),
        DAY,
        DAY,
        True,
        3,
        5,
    ),
)  # fmt: skip
COMMANDS = (
    "help",
    "learn",
    "privacy",
    "delete",
    "about",
    "reminders",
    "progress",
    "menu",
    "timezone",
    "screen",
    "link",
    "language",
)


def made_now() -> dict[str, str]:
    """One save of every state and every fact, and a person of whom everything is known, by file name."""
    saves: dict[str, str] = {}
    for step in walks(load(), COMMANDS):
        for fact in step.turn.facts:
            kind, data = saved.dump_fact(fact)
            saves.setdefault(f"fact.{kind}", data)
        for dialog in (
            step.turn.dialog,
            Dialog(step.turn.dialog.under) if step.turn.dialog.under else NEW,
            step.before,
        ):
            saves.setdefault(f"dialog.{type(dialog.state).__name__}", saved.dump_dialog(dialog))
    for fact in (
        facts.ExerciseExcluded("bird_dog"),
        facts.ExerciseIncluded("bird_dog"),
        facts.OnlyToday(("walking",), DAY),
        facts.MinutesToday(5, DAY),
        facts.ExerciseSwapped("wall_sit", "bird_dog"),
        facts.DoneAlone(DAY),
        facts.PainCorrected(4),
        facts.PainTakenBack(),
        facts.SessionTakenBack(DAY),
        facts.Noted("slept badly", DAY),
        facts.FunctionAsked(DAY),
        facts.FunctionNamed("putting on socks"),
        facts.FunctionDropped("putting on socks"),
        facts.FunctionRated("putting on socks", None, DAY),
        facts.GoalSet("a day in the hills"),
        facts.GoalReached("a day in the hills"),
        facts.Corrected("after", DAY, 0, 3, 8, "red"),
        facts.PainRecalled(6, DAY),
        facts.DidByHand("walking", 20, DAY),
        facts.DoseSet("wall_sit", 2, 12, 60, 2, True),
        facts.OrderSet(("bird_dog", "wall_sit")),
        facts.FeedbackGiven("bigger letters, please"),
        facts.Snoozed(START, START.date()),
        facts.NudgeToCome(START, START.date(), again=True),
        facts.MoreNudgesSet(("12:30",)),
        facts.NudgeAgainSet(120),
        facts.WeeklySet(False),
        facts.MorningsWanted(True),
        facts.MorningAsked(DAY),
        facts.NudgeUnknown(7),
        facts.SaveUnreadable("{"),
        facts.Lost(),
        facts.Found(),
        facts.LanguageChosen("de"),
        facts.NudgesPaused(None),
        facts.Linked(
            ("discord", "telegram"),
            True,
            1,
            START,
            ("knee",),
            True,
            "urgent",
            ("cough",),
            "worse",
            DAY,
            START,
            ("wall_sit",),
            DAY,
        ),
        facts.Limited("sleep"),
        facts.MedicineTold("more"),
        facts.WalkTold("bending"),
        facts.NotCoping(),
        facts.LegTold("calf"),
        facts.Judged("wall_sit", DAY, 2, 1, "credit"),
        facts.EffortTold("wall_sit", 5),
        facts.RedUnnamed(),
        facts.TakenOut("wall_sit", DAY, asked_for=True),
        facts.BroughtBack("wall_sit"),
        facts.Advised("two_red", 2),
        facts.DoctorAsked("two_red"),
        facts.ComparedWithBegin("same"),
        facts.AskedAgain("lists"),
        facts.DoctorSaid("two_red", "wait"),
        facts.PlanPaused("two_red", 4, START),
        facts.PlanResumed("doctor"),
        facts.FlareBegan(DAY, 35),
        facts.FlareEnded("settled"),
        facts.FlareDenied(DAY),
        facts.FlareTold("over"),
        facts.MorningSkipped(DAY),
        facts.FollowedUp(),
        facts.PlatformLost("telegram"),
        facts.PlatformFound("telegram"),
    ):
        saves.setdefault(f"fact.{type(fact).__name__}", saved.dump_fact(fact)[1])
    session = Session(START, (Item("wall_sit", 2),), before=3)
    saves.setdefault("dialog.AskingEffort", saved.dump_dialog(Dialog(AskingEffort(session, "wall_sit"))))
    saves["person"] = saved.dump_person(KNOWN)
    saves["person.linked"] = saved.dump_person(LINKED)
    saves["person.own"] = saved.dump_person(OWN)
    saves["person.held"] = saved.dump_person(HELD)
    saves["person.aged"] = saved.dump_person(AGED)
    saves["person.eased"] = saved.dump_person(EASED)
    saves["person.reminded"] = saved.dump_person(REMINDED)
    saves["person.wanting"] = saved.dump_person(WANTING)
    saves["person.judged"] = saved.dump_person(JUDGED)
    saves["says.numbered"] = saved.dump_says(
        (
            say("note.stale"),
            say(
                "holding",
                "pause",
                "stop",
                also=("skip",),
                until=START,
                wants="pain",
                attach=EXPORT,
                cue="@exercise.wall_sit.hold",
                seconds=5,
                what=("@a", "b"),
            ),
        )
    )
    return saves


def read(path: Path) -> object:
    kind, _, rest = path.stem.partition(".")
    text = path.read_text(encoding="utf-8")
    match kind:
        case "dialog":
            return saved.load_dialog(text)
        case "fact":
            return saved.load_fact(rest, text)
        case "says":
            return saved.load_says(text)
    return saved.load_person(text)


@pytest.mark.parametrize("path", GOLDEN, ids=[f"{path.parent.name}-{path.stem}" for path in GOLDEN])
def test_a_golden_save_loads(path: Path) -> None:
    assert read(path)


@pytest.mark.parametrize("path", [p for p in GOLDEN if p.stem.startswith("dialog.")], ids=lambda path: path.stem)
def test_a_talk_goes_on_from_a_golden_save(catalog: Catalog, path: Path) -> None:
    dialog = saved.load_dialog(path.read_text(encoding="utf-8"))
    turn = advance(dialog, Said("/help"), World(START, catalog, Person()))
    assert turn.says


def test_there_is_a_save_of_everything_this_version_has() -> None:
    have = {path.stem for path in GOLDEN}
    wanted = (
        {f"dialog.{kind}" for kind in saved.STATES}
        | {f"fact.{kind}" for kind in saved.FACTS}
        | {
            "person",
            "person.linked",
            "person.own",
            "person.held",
            "person.wanting",
            "person.aged",
            "person.judged",
            "person.eased",
            "person.reminded",
            "says.numbered",
        }
    )
    assert wanted - have == set(), "python -m tests.handlers.test_saves writes them"


def test_the_known_person_has_a_value_for_everything() -> None:
    assert set(json.loads(saved.dump_person(JUDGED))) == {"v", *Person.__dataclass_fields__} - {"language"}
    assert saved.load_person((HERE / "v1" / "person.json").read_text(encoding="utf-8")) == KNOWN
    assert saved.load_person((HERE / "v1" / "person.linked.json").read_text(encoding="utf-8")) == LINKED
    assert saved.load_person((HERE / "v2" / "person.own.json").read_text(encoding="utf-8")) == OWN
    assert saved.load_person((HERE / "v2" / "person.held.json").read_text(encoding="utf-8")) == HELD
    assert saved.load_person((HERE / "v3" / "person.aged.json").read_text(encoding="utf-8")) == AGED
    assert saved.load_person((HERE / "v3" / "person.eased.json").read_text(encoding="utf-8")) == EASED
    assert saved.load_person((HERE / "v4" / "person.reminded.json").read_text(encoding="utf-8")) == REMINDED
    assert saved.load_person((HERE / "v4" / "person.judged.json").read_text(encoding="utf-8")) == JUDGED


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"v":0}', '{"v":"1"}', '{"v":1}',
     '{"v":1,"turn":1,"asked":1,"missed":0,"tapped":""}',
     '{"v":1,"turn":1,"asked":1,"missed":0,"tapped":"","kind":"Nobody","data":{}}',
     '{"v":1,"turn":1,"asked":1,"missed":0,"tapped":"","kind":"Holding","data":{"step":"x"}}',
     '{"v":1,"turn":"x","asked":1,"missed":0,"tapped":"","kind":"Hello","data":{}}'],
)  # fmt: skip
def test_a_broken_save_says_so_and_nothing_of_its_content(text: str) -> None:
    with pytest.raises(saved.Unreadable) as refused:
        saved.load_dialog(text)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("key", saved.NUMBERED)
def test_what_once_gave_no_number_gives_one(catalog: Catalog, key: str) -> None:
    args = [["intro", "@list.nerves"], ["lines", ["a"]], ["reasons", ["@telling_what.unsure"]]]
    kept = {"v": 2, "says": [{"key": key, "choices": ["back"], "args": args}]}
    [utterance] = speak(saved.load_says(json.dumps(kept)), 1, catalog.words["en"])
    assert "your local emergency number" in utterance.text


def test_a_save_of_a_newer_version_is_told_apart() -> None:
    newer = json.dumps({**json.loads(saved.dump_dialog(NEW)), "v": saved.VERSION + 1})
    with pytest.raises(saved.Newer, match=f"version {saved.VERSION + 1}"):
        saved.load_dialog(newer)
    with pytest.raises(saved.Newer):
        saved.load_person('{"v":99}')


if __name__ == "__main__":
    folder = HERE / f"v{saved.VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made_now().items():
        path = folder / f"{name}.json"
        if not any(each.stem == name for each in GOLDEN):
            path.write_text(text + "\n", encoding="utf-8")
