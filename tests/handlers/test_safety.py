"""The safety rules row by row (rules B0, B1, B2, B4 and matrix C8), as functions and through the talk itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.speaking.speak import speak
from content.load import load
from content.model import Exercise
from handlers import dialog as talk, saved
from handlers.dialog import Dialog, Turn
from handlers.events import Event, NudgeDue, Pressed, Said
from handlers.facts import Fact, Screened, SessionFinished, SessionStarted
from handlers.person import Nudges, Past, Person
from handlers.rules import plan, safety
from handlers.topics import screening
from handlers.world import World

CATALOG = load()
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

# --- rules B1: the questions, and B2: what each of them alone leads to --------------------------------------------

EMERGENCY = {
    "E1": "numb_saddle",
    "E2": "bladder_bowel",
    "E3": "both_legs",
    "E4": "sexual_change",
    "E5": "accident",
    "E6": "chest",
    "E7": "very_ill",
    "E8": "pregnancy_signs",
}
URGENT = {
    "U1": "infection",
    "U2": "weight_cancer",
    "U3": "never_eases",
    "U4": "lump_between",
    "U5": "fragile",
    "U6": "one_leg",
    "U7": "cough",
}
OUTCOMES = {
    **dict.fromkeys(EMERGENCY, "emergency"),
    **dict.fromkeys(URGENT, "urgent"),
    "I1": "soon",
    "C1": "clearance",
    "C2": "clearance",
    "C3": "modified",
    "C4": "clearance",
    "C5": "modified",
    "C6": "modified",
    "C7": "clearance",
    "C8": "clearance",
    "C9": "routine",
}
BY_RULE = {question.rule.removeprefix("B1/"): question for question in safety.questions(CATALOG)}


def outcome(*rules: str, answer: str = "yes") -> str:
    return safety.outcome({BY_RULE[rule].id: answer for rule in rules}, CATALOG)


def test_every_question_of_the_rules_is_asked_and_no_other() -> None:
    assert set(BY_RULE) == {*OUTCOMES, "B12"}
    for rule, name in {**EMERGENCY, **URGENT}.items():
        assert BY_RULE[rule].id == name


@pytest.mark.parametrize(("rule", "wanted"), OUTCOMES.items())
def test_each_flag_alone(rule: str, wanted: str) -> None:
    assert outcome(rule) == wanted
    assert outcome(rule, answer="unsure") == wanted  # "not sure" counts as a yes
    assert outcome(rule, answer="no") == "go"


def test_all_no_is_go() -> None:
    assert outcome() == "go"
    assert outcome(*OUTCOMES, answer="no") == "go"


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (("C3", "C7"), "urgent"),
        (("C3", "C9"), "urgent"),
        (("C7", "C9"), "urgent"),
        (("C3", "C7", "C9"), "urgent"),
        (("C3", "C5"), "modified"),
        (("C9", "C5"), "modified"),
        (("C7", "C1"), "clearance"),
        (("C9", "C1"), "clearance"),
    ],
)
def test_clusters(rules: tuple[str, ...], wanted: str) -> None:
    """Two of weak bones, cancer and a first pain at that age are urgent together."""
    assert outcome(*rules) == wanted


@pytest.mark.parametrize("first", OUTCOMES)
@pytest.mark.parametrize("second", OUTCOMES)
def test_the_first_row_that_matches_wins(first: str, second: str) -> None:
    order = ("emergency", "urgent", "soon", "clearance", "modified", "routine")
    rows = {OUTCOMES[first], OUTCOMES[second]}
    if first != second and {first, second} <= {"C3", "C7", "C9"}:
        rows.add("urgent")
    assert outcome(first, second) == min(rows, key=order.index)


# --- the same through the talk ------------------------------------------------------------------------------------


class Talking:
    """One person's talk: the dialog, the person, and all that was recorded."""

    def __init__(self, person: Person | None = None) -> None:
        self.dialog, self.person, self.now = talk.NEW, person or Person(), NOW
        self.facts: list[Fact] = []
        self.said = ""

    @property
    def state(self) -> str:
        return type(self.dialog.state).__name__

    def world(self) -> World:
        return World(self.now, CATALOG, self.person)

    def hear(self, event: Event) -> Turn:
        self.now += timedelta(seconds=4)
        turn = talk.advance(self.dialog, event, self.world())
        self.dialog, self.person = turn.dialog, turn.person
        self.facts += turn.facts
        if turn.says:
            spoken = speak(turn.says, self.dialog.turn, self.world().words, now=self.now)
            self.said = "\n".join(utterance.text for utterance in spoken)
        return turn

    def press(self, *choices: str) -> None:
        for choice in choices:
            assert choice in talk.ask(self.dialog, self.world()).choices, (choice, self.state)
            self.hear(Pressed(choice, self.dialog.turn))

    def type(self, text: str) -> None:
        self.hear(Said(text))

    def save_and_load(self) -> None:
        self.dialog = saved.load_dialog(saved.dump_dialog(self.dialog))
        self.person = saved.load_person(saved.dump_person(self.person))

    def to_lists(self) -> None:
        """With no age told, so that everything is asked."""
        self.type("hello")
        self.type("Yes I am")
        self.press("agree")

    def answer(self, flags: dict[str, str]) -> None:
        """Go through the lists; these questions are answered so, all others no."""
        for each in CATALOG.lists:
            if not flags.keys() & {question.id for question in each.questions}:
                self.press("none")
                continue
            self.press("unsure_one" if each is CATALOG.lists[-1] else "one")
            for question in each.questions:
                self.press(flags.get(question.id, "no"))
                if self.state == "WhichJoint":
                    self.press("both")
                if self.state == "OnHold":
                    return

    def seen(self, by: str = "hospital") -> None:
        """Somebody looked, two hours after it was told, and says that gentle exercise is fine; none of E1-E4."""
        self.now += timedelta(hours=2)
        self.press("been_seen", by, "it_is_fine", "none")

    def home(self) -> None:
        self.to_lists()
        self.answer({})
        self.press("4", "later", "no_reminders")
        self.facts.clear()
        assert self.state == "Home"

    def started(self) -> int:
        return sum(isinstance(fact, SessionStarted) for fact in self.facts)


FLAGS = [
    (name, kind, answer)
    for kind, names in (("emergency", EMERGENCY), ("urgent", URGENT))
    for name in names.values()
    for answer in ("yes", "unsure")
]


@pytest.mark.parametrize(("flag", "kind", "answer"), FLAGS)
def test_each_red_flag_alone_locks_every_way_to_a_session(flag: str, kind: str, answer: str) -> None:
    talked = Talking()
    talked.to_lists()
    talked.answer({flag: answer})
    assert (talked.state, talked.person.held, talked.person.reasons) == ("OnHold", kind, (flag,))
    assert ("emergency department" if kind == "emergency" else "today") in talked.said
    if answer == "unsure":
        assert "counts as a yes" in talked.said
    _try_everything(talked)
    assert talked.person.held == kind
    for text in ("/start", "hello", "/menu"):
        talked.save_and_load()
        talked.type(text)
        assert (talked.state, talked.person.held) == ("OnHold", kind)
    _try_everything(talked)


@pytest.mark.parametrize("kind", ["emergency", "urgent"])
def test_a_lock_later_on_closes_every_way_too(kind: str) -> None:
    talked = Talking()
    talked.home()
    before = talked.dialog.turn
    if kind == "emergency":
        talked.type("I had a car accident")
        talked.press("one")
    else:
        talked.type("/screen")
        talked.answer({"cough": "yes"})
    assert (talked.state, talked.person.held) == ("OnHold", kind)
    for turn in range(before - 3, before + 1):
        for choice in ("session", "start", "ready", "short", "carry_on", "gentle_walk"):
            talked.hear(Pressed(choice, turn))
    _try_everything(talked)


def test_a_lock_in_the_middle_of_a_session_ends_it() -> None:
    talked = Talking()
    talked.home()
    talked.press("session")
    talked.press("ready")
    running, begun = talked.dialog.turn, talked.started()
    assert begun == 1
    talked.type("I had a car accident")
    assert talked.state == "CheckingSigns"
    talked.press("unsure")
    assert talked.person.held == "emergency"
    for choice in ("go_now", "ready", "again", "done_now", "stop", "hurts"):
        talked.hear(Pressed(choice, running))
    _try_everything(talked)
    assert talked.started() == begun
    assert talked.person.held == "emergency"


def _try_everything(talked: Talking) -> None:
    """Every way into a session that somebody might try; none of them leads to one, and there is no step to do."""
    begun = talked.started()
    for text in (
        "/menu",
        "/session",
        "session",
        "wall sit",
        "start",
        "today's session",
        "let's exercise",
        "wall sit now",
        "start the exercises",
        "ready",
        "go",
        "carry on",
        "short version",
        "gentle walk",
        "how do I do bird dog?",
        "/start",
        "/learn",
        "/screen",
        "safety questions",
        "/back",
        "/checkin",
        "/reminders",
        "/help",
        "/progress",
    ):
        talked.type(text)
        _no_exercise(talked, text)
        if text.startswith("/"):
            talked.type("session")
            _no_exercise(talked, text)
    for turn in range(max(0, talked.dialog.turn - 40), talked.dialog.turn + 1):
        for choice in ("session", "start", "ready", "go_on", "short", "menu"):
            talked.hear(Pressed(choice, turn))
            _no_exercise(talked, choice)
    for _ in range(2):
        nudge = talked.hear(NudgeDue(talked.now.date(), talked.now))
        assert not nudge.says, "no nudge while exercises are on hold (rules B10)"
        talked.now += timedelta(days=1)
    talked.type("/start")
    assert talked.started() == begun
    assert talked.state == "OnHold"


def _no_exercise(talked: Talking, tried: str) -> None:
    assert talked.person.held, tried
    assert getattr(talked.dialog.state, "session", None) is None, tried
    assert talked.state not in ("RatingBefore", "OfferingWalk", "Ready", "Explaining"), tried
    shown = getattr(talked.dialog.state, "topic", "")
    assert not shown or not CATALOG.topics[shown].exercise, tried


# --- the lock opens -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("flag", "kind", "answer"), [flag for flag in FLAGS if flag[2] == "yes"])
def test_seen_and_exercise_is_fine_opens_it(flag: str, kind: str, answer: str) -> None:
    talked = Talking()
    talked.home()
    talked.type("/screen")
    talked.answer({flag: answer})
    talked.now += timedelta(hours=2)
    for not_enough in (["nobody_yet"], ["back"], ["hospital", "wait_with_it"], ["own_doctor", "did_not_ask"]):
        talked.press("been_seen", *not_enough)
        assert (talked.state, talked.person.held) == ("OnHold", kind)
    talked.press("been_seen", "hospital", "it_is_fine", "unsure")
    assert (talked.state, talked.person.held) == ("OnHold", "emergency")
    talked.seen()
    assert talked.person.held == ""


@pytest.mark.parametrize("flag", EMERGENCY.values())
def test_answers_alone_never_open_an_emergency(flag: str) -> None:
    talked = Talking()
    talked.to_lists()
    talked.answer({flag: "yes"})
    assert "answer_again" not in talk.ask(talked.dialog, talked.world()).choices
    for event in (
        Pressed("answer_again", talked.dialog.turn),
        Said("answer again"),
        Said("/screen"),
        Said("none of these"),
    ):
        talked.hear(event)
        assert (talked.state, talked.person.held) == ("OnHold", "emergency")


@pytest.mark.parametrize("flag", URGENT.values())
def test_all_lists_none_open_an_urgent_lock(flag: str) -> None:
    talked = Talking()
    talked.to_lists()
    talked.answer({flag: "yes"})
    talked.press("answer_again", *["none"] * 4)
    assert talked.person.held == "urgent"  # not before the last list
    talked.press("none")
    assert not talked.person.held


def test_answering_again_with_another_flag_keeps_it() -> None:
    talked = Talking()
    talked.to_lists()
    talked.answer({"cough": "yes"})
    talked.press("answer_again")
    talked.answer({"numb_saddle": "unsure"})
    assert (talked.state, talked.person.held) == ("OnHold", "emergency")


@pytest.mark.parametrize("rules", [("C3", "C7"), ("C3", "C9"), ("C7", "C9")])
def test_a_cluster_locks_through_the_talk(rules: tuple[str, str]) -> None:
    talked = Talking()
    talked.to_lists()
    talked.answer({BY_RULE[rule].id: "yes" for rule in rules})
    assert (talked.state, talked.person.held) == ("OnHold", "urgent")
    _try_everything(talked)


@pytest.mark.parametrize("word", ["I had a car accident", "I feel suicidal", "I fell off a ladder"])
def test_words_of_danger_before_consent_never_lead_past_it(word: str) -> None:
    talked = Talking()
    talked.type("hello")
    talked.type(word)
    seen = set()
    for choice in ("one", "been_seen", "it_is_fine", "safe_now", "none", "none", "none"):
        if choice in talk.ask(talked.dialog, talked.world()).choices:
            talked.press(choice)
        seen.add(talked.state)
    assert not talked.facts
    assert not seen & {"Screening", "Single", "BaselinePain", "FirstOffer", "Home"}


# --- matrix C8 ----------------------------------------------------------------------------------------------------

EXERCISES = ("walking", "swimming", "wall_sit", "over_door", "bird_dog", "knee_to_chest")
MATRIX = {  # Y go, M modified (levels 1-2), N no, C not until cleared; "stiff" is the row SOON of rules B2
    "pregnant": "Y Y M M M N",
    "surgery": "C N N N N N",
    "bones": "Y Y M M M N",
    "heart": "M M C M M M",
    "knee": "M Y M Y M M",
    "shoulder": "Y M Y N M Y",
    "dizzy": "M N M M M Y",
    "cancer": "Y Y C C C C",
    "sciatica": "M M M M M M",
    "stiff": "M M M M M M",
    "told_not": "C C C C C C",
    "floor": "Y Y Y Y N N",
}
MEANS = {"Y": ("go", "go"), "M": ("modified", "modified"), "N": ("no", "no"), "C": ("no", "modified")}
CELLS = [
    (condition, name, mark)
    for condition, row in MATRIX.items()
    for name, mark in zip(EXERCISES, row.split(), strict=True)
]


@pytest.mark.parametrize(("condition", "name", "mark"), CELLS)
def test_every_cell_of_the_matrix(condition: str, name: str, mark: str) -> None:
    exercise: Exercise = CATALOG.exercises[name]
    person = Person(conditions=(condition,))
    before, after = MEANS[mark]
    assert safety.allowed(person, exercise) == before
    assert safety.allowed(replace(person, cleared=True), exercise) == after
    tops = {"no": 0, "modified": 2, "go": len(exercise.levels)}
    assert safety.top_level(person, exercise) == tops[before]
    assert safety.top_level(replace(person, cleared=True), exercise) == tops[after]


@pytest.mark.parametrize(("first", "a", "mark"), CELLS)
def test_two_conditions_allow_no_more_than_each_of_them(first: str, a: str, mark: str) -> None:
    exercise = CATALOG.exercises[a]
    for second in MATRIX:
        both = safety.top_level(Person(conditions=(first, second)), exercise)
        assert both == min(safety.top_level(Person(conditions=(one,)), exercise) for one in (first, second))


def test_the_matrix_has_every_exercise_and_condition() -> None:
    assert set(EXERCISES) == set(CATALOG.exercises)
    for exercise in CATALOG.exercises.values():
        assert set(exercise.clearance) == set(MATRIX)


def test_who_cannot_get_to_the_floor_gets_no_floor_exercise() -> None:
    """No way down to the floor: no floor exercises, through the talk."""
    talked = Talking()
    talked.to_lists()
    talked.answer({"floor": "yes"})
    assert talked.person.conditions == ("floor",)
    for name, top in (("bird_dog", 0), ("knee_to_chest", 0), ("wall_sit", 6), ("over_door", 6)):
        assert safety.top_level(talked.person, CATALOG.exercises[name]) == top


@pytest.mark.parametrize(("rule", "needed"), [(rule, row == "clearance") for rule, row in OUTCOMES.items()])
def test_who_needs_a_professional_to_say_yes(rule: str, needed: bool) -> None:
    assert safety.needs_clearance((BY_RULE[rule].id,), CATALOG) is needed
    assert safety.needs_clearance((BY_RULE[rule].id, "floor", "surgery"), CATALOG), "together with others too"


def test_a_professional_is_asked_about_also_when_something_more_urgent_was_answered() -> None:
    """The stiff mornings of I1 come first in rules B2, but they must not hide an operation."""
    talked = Talking()
    talked.to_lists()
    talked.answer({"young_stiff": "yes", "surgery": "yes"})
    assert isinstance(talked.dialog.state, screening.AskingClearance)


def test_an_earlier_yes_does_not_hold_for_new_answers() -> None:
    """Cleared once, then asked again and not cleared yet: only what the matrix allows."""
    person = Person(consent=1, conditions=("surgery",), cleared=True)
    after = person.after(Screened("clearance", ("surgery",)), NOW)
    assert not after.cleared
    assert safety.top_level(after, CATALOG.exercises["walking"]) == 0


# --- rules B4: the start gate and the lights ----------------------------------------------------------------------

GATE = {**dict.fromkeys(range(5), "full"), 5: "easier", 6: "easier", **dict.fromkeys(range(7, 11), "walk")}
LIGHTS = [  # row: pain before 0-10; column: highest pain 0-10. G carry on, A careful, R stop
    "G G G A R R R R R R R",
    "G G G A A R R R R R R",
    "G G G A A A R R R R R",
    "G G G G A A R R R R R",
    "G G G G G A R R R R R",
    "G G G G G G A R R R R",
    "G G G G G G A A R R R",
    "G G G G G G A A R R R",
    "G G G G G G A A R R R",
    "G G G G G G A A R R R",
    "G G G G G G A A R R R",
]
PAIRS = [
    (before, peak, {"G": "green", "A": "amber", "R": "red"}[mark])
    for before, row in enumerate(LIGHTS)
    for peak, mark in enumerate(row.split())
]


@pytest.mark.parametrize(("before", "wanted"), GATE.items())
def test_the_start_gate(before: int, wanted: str) -> None:
    assert safety.gate(before) == wanted


@pytest.mark.parametrize(("before", "peak", "wanted"), PAIRS)
def test_the_light_of_every_pair(before: int, peak: int, wanted: str) -> None:
    assert len(PAIRS) == 121
    assert safety.light(before, peak) == wanted
    assert safety.light(before, peak, leg=True) == "red"
    rise = peak - before
    red = peak >= 8 or (peak >= 6 and rise >= 2) or rise >= 4
    green = not red and (peak <= 2 or (rise <= 0 and peak <= 5))
    assert (wanted == "red", wanted == "green", wanted == "amber") == (red, green, not red and not green)


@pytest.mark.parametrize(
    ("before", "peak", "wanted"),
    [
        (0, 2, "green"),
        (0, 3, "amber"),
        (2, 5, "amber"),
        (4, 4, "green"),
        (4, 6, "red"),
        (5, 6, "amber"),
        (6, 6, "amber"),
        (6, 8, "red"),
        (0, 4, "red"),
    ],
)
def test_the_listed_examples(before: int, peak: int, wanted: str) -> None:
    assert safety.light(before, peak) == wanted


# --- rules B0: when the questions are asked again -----------------------------------------------------------------

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("screened", "session", "due"),
    [
        (None, None, True),
        (0, None, False),
        (27, None, False),
        (28, None, True),
        (27, 1, False),
        (29, 1, True),
        (20, 13, False),
        (20, 14, True),
        (20, 20, True),
        (5, 20, False),
        (14, None, False),
        (0, 14, False),
    ],
)
def test_when_the_questions_are_due_again(screened: int | None, session: int | None, due: bool) -> None:
    """Days since the questions, and since the last session: four weeks, or a gap of two."""
    person = Person(screened=None if screened is None else NOW - screened * DAY)
    if session is not None:
        person = replace(person, past=(Past((NOW - session * DAY).date(), 60, 1),))
    assert safety.rescreen(person, NOW) is due


def test_a_session_after_four_weeks_begins_with_the_questions() -> None:
    talked = Talking()
    talked.home()
    talked.now += 28 * DAY
    talked.press("session")
    assert talked.state == "Screening"
    assert talked.started() == 0


def test_the_questions_lead_on_to_the_session_that_was_asked_for() -> None:
    talked = Talking()
    talked.home()
    talked.now += 28 * DAY
    talked.press("session")
    talked.answer({})
    assert talked.state == "RatingBefore"
    talked.press("3")
    assert talked.state == "Ready"


@pytest.mark.parametrize(
    ("flag", "there"), [("numb_saddle", "OnHold"), ("cough", "OnHold"), ("surgery", "AskingClearance")]
)
def test_the_questions_lead_to_no_session_that_is_closed(flag: str, there: str) -> None:
    talked = Talking()
    talked.home()
    talked.now += 28 * DAY
    talked.press("session")
    talked.answer({flag: "yes"})
    assert talked.state == there
    assert talked.started() == 0


def test_the_questions_lead_home_for_who_asked_for_the_questions() -> None:
    talked = Talking()
    talked.home()
    talked.type("/screen")
    talked.answer({})
    assert talked.state == "Home"


# --- no way around by a command -----------------------------------------------------------------------------------


def in_a_session() -> Talking:
    talked = Talking()
    talked.home()
    talked.type("session")
    assert talked.state == "Ready"
    return talked


@pytest.mark.parametrize("text", ["/checkin 7 worse", "/checkin worse", "/checkin 7 better", "/checkin 9"])
def test_a_session_that_waits_is_not_gone_on_with_after_worse(text: str) -> None:
    talked = in_a_session()
    talked.type("/menu")
    talked.type(text)
    if "worse" not in text:
        talked.type("worse")
    while talked.state in ("Comparing", "RatingNow"):
        talked.type("8")
    assert talked.state == "CheckingSigns"
    talked.press("none", "none")
    talked.type("session")
    assert talked.state == "Home"
    assert any(isinstance(fact, SessionFinished) for fact in talked.facts)


def test_worse_told_with_a_command_in_a_session_ends_the_hold() -> None:
    talked = in_a_session()
    talked.press("ready")
    talked.type("/checkin 8 worse")
    assert talked.state == "WhereHurts"


@pytest.mark.parametrize(
    "text", ["/reminders 18:30 daily", "remind me at 18:30", "/timezone Lisbon", "/learn bird dog"]
)
def test_a_command_never_leaves_the_questions_about_danger(text: str) -> None:
    talked = Talking()
    talked.home()
    talked.type("i had a car accident")
    talked.type(text)
    assert talked.state == "CheckingSigns"


@pytest.mark.parametrize("text", ["/checkin", "/reminders", "/timezone Lisbon", "/session", "/start reminders"])
def test_a_hold_before_the_yes_holds_too(text: str) -> None:
    """Nothing of it is kept without a yes, but the talk itself stays where it is."""
    talked = Talking()
    talked.type("hello")
    talked.type("i had a car accident")
    talked.press("one")
    assert talked.state == "OnHold"
    assert not talked.person.held
    talked.type(text)
    assert talked.state in ("OnHold", "Hello")
    assert talked.started() == 0


def test_an_emergency_told_as_the_very_first_words_is_heard() -> None:
    talked = Talking()
    talked.type("my vision is blurred after hanging upside down")
    assert talked.state == "OnHold"
    assert "emergency" in talked.said


def test_danger_said_while_reading_on_hold_shows_the_hold_again() -> None:
    talked = Talking()
    talked.home()
    talked.type("i had a car accident")
    talked.press("one")
    talked.type("/learn")
    assert talked.state == "Learning"
    talked.type("i had a car accident")
    assert talked.state == "OnHold"


def test_the_clock_can_be_set_in_a_session_without_ending_it() -> None:
    talked = in_a_session()
    talked.type("/timezone Lisbon")
    talked.press("yes")
    talked.type("session")
    assert talked.state == "Ready"
    assert talked.started() == 1


@pytest.mark.parametrize("word", ["shut up", "go away", "stop reminders", "leave me alone"])
def test_whoever_is_rude_at_the_door_is_told_who_we_are(word: str) -> None:
    talked = Talking()
    for _ in range(2):
        turn = talked.hear(Said(word))
        assert [said.key for said in turn.says] == ["hello"]


@pytest.mark.parametrize("seconds", [0, 1, 30])
def test_done_with_a_walk_is_done_however_soon(seconds: int) -> None:
    talked = in_a_session()
    talked.press("ready")
    talked.now += timedelta(seconds=seconds)
    talked.type("I'm done")
    assert talked.state == "RatingPeak"


def test_the_numbers_stay_in_a_crisis_and_the_rest_gets_shorter() -> None:
    talked = Talking(Person(zone="Europe/London"))
    talked.type("i want to die")
    first, turn = talked.said, talked.dialog.turn
    for text in ("hm", "/session", "i want to die", "no", "yes"):
        talked.type(text)
        assert talked.state == "InCrisis"
        assert "call 999" in talked.said
        assert "116 123" in talked.said
        assert talked.said != first
    talked.hear(Pressed("safe_now", turn))  # the button of the first message is not an old one
    assert talked.state != "InCrisis"


# --- whom to call -------------------------------------------------------------------------------------------------

GENERAL = {name: f"@region.unknown.{name}" for name in ("emergency", "urgent", "crisis")}


@pytest.mark.parametrize(
    ("zone", "operator", "emergency", "urgent", "crisis"),
    [
        ("Europe/London", "", "999", "111", "Samaritans 116 123"),
        ("Europe/Belfast", "us", "999", "111", "Samaritans 116 123"),
        ("Europe/Lisbon", "", "112", "", ""),
        ("Europe/Berlin", "uk", "112", "", ""),
        ("Europe/Dublin", "uk", "112", "", ""),
        ("America/New_York", "", "911", "", "988"),
        ("America/Indiana/Knox", "", "911", "", "988"),
        ("US/Pacific", "", "911", "", "988"),
        ("Australia/Sydney", "", "000", "healthdirect 1800 022 222", "Lifeline 13 11 14"),
        ("America/Toronto", "", "911", "811", "988"),
        ("Pacific/Auckland", "", "111", "Healthline 0800 611 116", "1737"),
        ("Asia/Kathmandu", "", "", "", ""),
        ("Asia/Kathmandu", "uk", "", "", ""),
        ("America/Sao_Paulo", "us", "", "", ""),
        ("", "", "", "", ""),
        ("", "uk", "999", "111", "Samaritans 116 123"),
        ("", "eu", "112", "", ""),
        ("", "us", "911", "", "988"),
        ("", "au", "000", "healthdirect 1800 022 222", "Lifeline 13 11 14"),
        ("", "nowhere", "", "", ""),
    ],
)
def test_whom_to_call(zone: str, operator: str, emergency: str, urgent: str, crisis: str) -> None:
    """The operator's region counts only while the person's zone is not known; unknown means general words."""
    known = {"emergency": emergency, "urgent": urgent, "crisis": crisis}
    found = safety.numbers(World(NOW, CATALOG, Person(zone=zone), region=operator))
    assert found == {name: known[name] or GENERAL[name] for name in known}


@pytest.mark.parametrize(
    ("zone", "number"),
    [("Europe/London", "999"), ("Europe/Paris", "112"), ("America/Chicago", "911"), ("Australia/Perth", "000")],
)
def test_the_number_is_in_what_is_said(zone: str, number: str) -> None:
    person = Person(adult=True, consent=1, screened=NOW, minutes=5, zone=zone, nudges=Nudges(zone, "08:30", (0,)))
    talked = Talking(person)
    talked.dialog = Dialog(talk.lost("", talked.world()).dialog.state, turn=1, asked=1)
    talked.type("I had a car accident")
    assert number in talked.said
    talked.press("one")
    assert number in talked.said
    talked.type("I want to die")
    assert number in talked.said


def test_a_plan_never_holds_what_the_matrix_forbids() -> None:
    for condition, name, mark in CELLS:
        person = Person(conditions=(condition,), minutes=15)
        if mark in "NC":
            assert name not in {item.exercise for item in plan.today(person, CATALOG, NOW.date())}


def test_a_yes_for_one_condition_is_no_yes_for_a_new_one() -> None:
    """They said yes after an operation; later somebody is told not to exercise, and has not asked about that yet."""
    talked = Talking()
    talked.home()
    talked.type("/screen")
    talked.answer({"surgery": "yes"})
    talked.press("they_said_yes")
    talked.now += DAY
    talked.type("/screen")
    talked.answer({"told_not": "yes"})
    talked.press("not_yet")
    assert all(safety.top_level(talked.person, exercise) == 0 for exercise in CATALOG.exercises.values())


def test_it_runs_at_level_two_at_most_with_stiff_mornings_since_youth() -> None:
    """The row SOON of rules B2."""
    talked = Talking()
    talked.to_lists()
    talked.answer({BY_RULE["I1"].id: "yes"})
    assert talked.person.held == ""
    assert all(safety.top_level(talked.person, exercise) == 2 for exercise in CATALOG.exercises.values())


@pytest.mark.parametrize(
    ("yes", "said"),
    [
        ((), ()),
        (("bones",), ("mention",)),
        (("bones", "joints"), ("mention",)),
        (("joints", "first_age"), ("routine",)),
        (("young_stiff", "joints", "first_age"), ("routine",)),
        (("pregnant", "first_age", "bones"), ("routine", "mention")),
    ],
)
def test_a_visit_that_a_later_row_asks_for_is_said_beside_the_first(
    yes: tuple[str, ...], said: tuple[str, ...]
) -> None:
    assert [each.key for each in safety.said_too(yes, CATALOG)] == [f"note.also.{each}" for each in said]
