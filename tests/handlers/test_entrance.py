"""The first two minutes: how many presses and words they take, and that they lead where the full lists would."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings, strategies as st

from bot.speaking.speak import speak
from content.load import load
from handlers import dialog as talk, facts as f, saved
from handlers.dialog import Dialog
from handlers.events import Event, Pressed
from handlers.person import Person
from handlers.rules import safety
from handlers.topics import screening
from handlers.world import World
from tests.handlers.test_safety import NOW, Talking

CATALOG = load()
WORDS = CATALOG.words["en"]
ABOUT_YOU = CATALOG.lists[-1]
EVERY = tuple(q.id for q in safety.questions(CATALOG))
MOST_PRESSES, MOST_WORDS = 9, 380  # to the first "Ready", which is one of them
MOST_WITH_A_JOINT = 11
READING = timedelta(seconds=6)


class Newcomer(Talking):
    """Somebody new, who reads before pressing. words, presses: how many they were told and made."""

    def __init__(self) -> None:
        super().__init__()
        self.words = self.presses = 0
        self.all: list[str] = []

    def hear(self, event: Event) -> talk.Turn:
        turn = super().hear(event)
        for utterance in speak(turn.says, self.dialog.turn, self.world().words, now=self.now):
            self.words += sum(any(char.isalnum() for char in word) for word in utterance.text.split())
            self.all.append(utterance.text)
        self.presses += isinstance(event, Pressed)
        return turn

    @property
    def offered(self) -> tuple[str, ...]:
        return talk.ask(self.dialog, self.world()).choices

    def asked(self) -> tuple[str, ...]:
        """The questions that the list being shown asks."""
        lines = dict(talk.ask(self.dialog, self.world()).args).get("lines", ())
        keys = lines if isinstance(lines, tuple) else ()
        return tuple(key.split(".")[1] for key in keys if isinstance(key, str))


def entered(age: str) -> Newcomer:
    """Somebody of this age, at the first list; a button is pressed, anything else typed."""
    one = Newcomer()
    one.type("/start")
    if age in one.offered:
        one.press(age)
    else:
        one.type(age)
    one.press("agree")
    return one


# --- how long it takes ------------------------------------------------------------------------------------------------

AGES = ("age_18_19", "age_20_50", "age_51_69", "age_70_130")


def nones(one: Newcomer) -> None:
    for _ in CATALOG.lists:
        one.press("none")


@pytest.mark.parametrize("age", AGES)
def test_nine_presses_and_few_words_lead_to_the_first_ready(age: str, capsys: pytest.CaptureFixture[str]) -> None:
    one = entered(age)
    nones(one)
    one.press("4")
    told = one.words
    one.press("ready")
    with capsys.disabled():
        sys.stdout.write(f"\n{age}: {one.presses} presses, {told} words to the first Ready\n")
    assert one.state == "Moving"
    assert one.presses <= MOST_PRESSES
    assert told <= MOST_WORDS


def test_one_bad_joint_takes_eleven(capsys: pytest.CaptureFixture[str]) -> None:
    one = entered("age_20_50")
    for _ in CATALOG.lists[:-1]:
        one.press("none")
    one.press("tick_knee", "done", "right", "4")
    told = one.words
    one.press("ready")
    with capsys.disabled():
        sys.stdout.write(f"\none bad joint: {one.presses} presses, {told} words to the first Ready\n")
    assert one.presses <= MOST_WITH_A_JOINT
    assert one.person.conditions == ("knee",)
    assert one.state == "Moving"


def test_no_list_asks_more_than_four_signs_and_no_sign_is_lost() -> None:
    """What stands in a line is what the question by itself asks: no sign of rules B1 is only in one of them."""
    assert all(len(each.questions) <= 4 for each in CATALOG.lists[:-1])
    one = entered("Yes I am")
    seen: list[str] = []
    for _ in CATALOG.lists[:-1]:
        seen += one.asked()
        one.press("none")
    assert (*seen, *(q.id for q in ABOUT_YOU.questions)) == EVERY


SIGNS = {
    "numb_saddle": "numb tingl odd legs genital bottom wipe",
    "bladder_bowel": "start stop hold feel pee bowel leak",
    "both_legs": "pain numb tingl weak both leg foot quick drag tripp giving",
    "sexual_change": "sexual feel function back",
    "accident": "fall crash blow examined",
    "chest": "chest short breath faint tearing belly back",
    "very_ill": "fever chills very ill confused",
    "pregnancy_signs": "pregnant bleed fluid regular painful tightenings moving less",
    "infection": "new fever chills infection inject drug weak immunity",
    "weight_cancer": "weight without trying cancer new different",
    "never_eases": "never ease position worst night wake",
    "lump_between": "new lump swelling shape mainly between shoulder blades",
    "fragile": "weak bone steroid 3 month 70 sudden sharp small fall lift cough",
    "one_leg": "one leg new lasting numb weak severe worsening below knee",
    "cough": "worse cough sneeze poo",
    "young_stiff": "45 3 months stiff morning wak eas moving",
}  # the words of rules B1 that a line and a question must both have


@pytest.mark.parametrize("question", SIGNS)
def test_no_word_of_a_sign_is_lost(question: str) -> None:
    for part in ("line", "ask"):
        text = WORDS.text(f"question.{question}.{part}").casefold()
        assert not [word for word in SIGNS[question].split() if word not in text], (part, text)


# --- the short way and the full lists ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Truth:
    """What is true of somebody. pregnant only below 60; the questions about ages are answered by their age."""

    age: int
    yes: frozenset[str]
    sharp: bool  # sudden sharp pain
    first: bool  # the first back pain ever
    tablets: bool  # weak bones or steroid tablets: a spine fracture alone is no reason for U5

    def answer(self, question: str) -> bool:
        """Whether they say yes to the question as it is asked."""
        if question == "bones":
            return self.tablets or "bones" in self.yes
        if question == "fragile":
            return self.sharp and (self.tablets or self.age >= 70)
        if question == "first_age":
            return self.first and (self.age > 50 or self.age < 20)
        if question in ("pregnant", "pregnancy_signs"):
            return self.age < 60 and question in self.yes
        return question in self.yes

    def row(self) -> str:
        """The row of rules B2 that the full lists lead to."""
        return safety.outcome({name: "yes" for name in EVERY if self.answer(name)}, CATALOG)


BY_AGE = {"bones", "fragile", "first_age"}
TRUTHS = st.builds(
    Truth,
    st.one_of(st.integers(18, 100), st.sampled_from((19, 20, 50, 51, 59, 60, 69, 70))),
    st.one_of(
        st.frozensets(st.sampled_from(sorted({*EVERY} - BY_AGE | {"bones"})), max_size=3),
        st.frozensets(st.sampled_from([q.id for q in ABOUT_YOU.questions if q.id != "first_age"])),
    ),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def band(age: int) -> str:
    return next(each for each in AGES if int(each.split("_")[1]) <= age <= int(each.split("_")[2]))


def walked(truth: Truth, how: str, unsure: bool) -> str:
    """The row that the talk leads to. how: the age is told as a number, a band or not; unsure: as far as one can be."""
    one = entered({"number": str(truth.age), "band": band(truth.age), "none": "Yes I am"}[how])
    for _ in range(80):
        match one.state:
            case "Screening":
                fits = any(map(truth.answer, one.asked()))
                one.press(("unsure" if unsure else "one") if fits else "none")
            case "AboutYou" if unsure and any(truth.answer(q.id) for q in ABOUT_YOU.questions):
                one.press("unsure_one")
            case "AboutYou":
                ticks = [tick for tick, q in safety.ticks(one.world()).items() if truth.answer(q.id)]
                one.press(*(f"tick_{tick}" for tick in ticks), "done" if ticks else "none")
            case "KeepingInMind":
                one.press("right")
            case "Single":
                state = one.dialog.state
                assert isinstance(state, screening.Single)
                one.press(("unsure" if unsure else "yes") if truth.answer(state.question) else "no")
            case "WhichJoint":
                one.press("both")
            case "OnHold":
                return str(one.person.held)
            case _:
                return next(fact.outcome for fact in reversed(one.facts) if isinstance(fact, f.Screened))
    raise AssertionError("it does not end")


@settings(max_examples=400)
@given(TRUTHS, st.sampled_from(("number", "band", "none")), st.booleans())
def test_the_short_way_ends_in_the_row_of_the_full_lists(truth: Truth, how: str, unsure: bool) -> None:
    assert walked(truth, how, unsure) == truth.row()


def test_it_would_be_noticed_if_a_line_were_left_out_that_matters() -> None:
    truths = [Truth(67, frozenset(), sharp=True, first=False, tablets=True), Truth(70, frozenset(), True, False, False)]
    assert [truth.row() for truth in truths] == ["urgent", "urgent"]
    assert [walked(truth, "number", False) for truth in truths] == ["urgent", "urgent"]
    assert "fragile" not in shown("67")
    assert "fragile" in shown("70")


def shown(age: str) -> set[str]:
    """All that somebody of this age is asked who says none to each list."""
    one, asked = entered(age), set[str]()
    while one.state == "Screening":
        asked |= {*one.asked()}
        one.press("none")
    return asked | {q.id for q in safety.ticks(one.world()).values()}


@pytest.mark.parametrize(
    ("age", "left_out"),
    [
        ("Yes I am", set()),
        ("19", {"fragile"}),
        ("age_18_19", {"fragile"}),
        ("20", {"fragile", "first_age"}),
        ("age_20_50", {"fragile", "first_age"}),
        ("50", {"fragile", "first_age"}),
        ("51", {"fragile"}),
        ("59", {"fragile"}),
        ("60", {"fragile", "pregnant", "pregnancy_signs"}),
        ("age_51_69", {"fragile"}),
        ("70", {"pregnant", "pregnancy_signs"}),
        ("age_70_130", {"pregnant", "pregnancy_signs"}),
    ],
)
def test_what_is_left_out_for_the_age(age: str, left_out: set[str]) -> None:
    assert {*EVERY} - shown(age) == left_out


def test_the_age_grows_with_the_years() -> None:
    one = entered("69")
    first = next(q for q in safety.questions(CATALOG) if q.id == "fragile")
    assert not safety.concerns(one.world(), first)
    one.now += timedelta(days=1)
    assert safety.concerns(one.world(), first), "their birthday may have been"
    young = entered("19")
    young.now += timedelta(days=2 * 366)
    assert not safety.concerns(young.world(), next(q for q in safety.questions(CATALOG) if q.id == "first_age"))


def test_the_age_is_kept_only_after_a_yes() -> None:
    one = Newcomer()
    one.type("/start")
    one.type("I am 67")
    assert one.facts == [f.AgeTold(True)]
    assert not one.person.oldest
    one.press("tell_more", "go_on", "no")
    assert not one.person.oldest
    assert "67" not in saved.dump_dialog(one.dialog)
    one.press("ask_again", "agree")
    assert (one.person.youngest, one.person.oldest) == (0, 0)
    assert entered("I am 67").person.oldest == 67


@pytest.mark.parametrize("said", ["17", "I am 17", "under 18", "sixteen"])
def test_under_eighteen_is_not_for_them(said: str) -> None:
    one = Newcomer()
    one.type("hello")
    one.type(said)
    assert one.state == "TooYoung"
    assert one.person.adult is False


# --- asked back -------------------------------------------------------------------------------------------------------


def at(state: object, **known: object) -> Newcomer:
    one = Newcomer()
    one.dialog = Dialog(state, turn=1, asked=1)  # type: ignore[arg-type]
    one.person = replace(Person(adult=True, consent=2), **known)  # type: ignore[arg-type]
    return one


def test_a_none_faster_than_reading_is_asked_back_once() -> None:
    one = entered("40")
    one.now -= timedelta(seconds=2)
    one.press("none")
    assert one.said == "So none of these?"
    one.press("none")
    assert one.asked() == tuple(q.id for q in CATALOG.lists[1].questions)
    one.now -= timedelta(seconds=3)
    one.press("none")
    assert one.asked() == tuple(q.id for q in CATALOG.lists[2].questions), "once is enough"


def test_a_none_that_is_typed_was_thought_of() -> None:
    one = entered("40")
    one.now -= timedelta(seconds=3)
    one.type("none")
    assert one.asked() == tuple(q.id for q in CATALOG.lists[1].questions)


HEDGES = ("not that I know of", "nothing new", "I don't think so", "not really", "No, not that I'm aware of.")


@pytest.mark.parametrize("hedge", HEDGES)
def test_a_hedge_is_asked_back_and_twice_is_not_sure(hedge: str) -> None:
    for place in (*CATALOG.lists[:-1], ABOUT_YOU):
        one = at(screening.at_list(place.id, World(NOW, CATALOG, Person())))
        one.type(hedge)
        assert one.said == "So none of these?", place.id
        assert one.offered == ("none", "one")
        one.type(hedge)
        assert one.state == "Single", place.id
        assert one.facts[-1] == f.Answered(place.id, "unsure")


def test_a_hedge_to_a_single_question_is_asked_back_too() -> None:
    one = at(screening.Single("nerves", "numb_saddle"))
    one.type("not that I know of")
    assert one.said.startswith("To be sure, yes or no?")
    assert one.state == "Single"
    one.type("not really")
    assert one.person.held == "emergency"


def test_one_of_these_after_being_asked_back() -> None:
    one = at(screening.at_list("nerves", World(NOW, CATALOG, Person())))
    one.type("nothing new")
    one.press("one")
    assert one.state == "Single"
    about = at(screening.at_list("about_you", World(NOW, CATALOG, Person())))
    about.type("nothing new")
    about.press("one")
    assert about.state == "AboutYou"
    assert "tick_knee" in about.offered


# --- what is tapped ---------------------------------------------------------------------------------------------------


def tapping() -> Newcomer:
    one = at(screening.AboutYou(), youngest=40, oldest=40, age_at=NOW.date())
    one.press("tick_heart")
    return one


def test_a_tick_is_shown_on_its_button_and_can_be_taken_away() -> None:
    one = tapping()
    labels = [WORDS.label(choice) for choice in one.offered]
    assert "✓ Heart disease, or a stroke ever" in labels
    assert "done" in one.offered
    assert "none" not in one.offered
    one.press("off_heart")
    assert "tick_heart" in one.offered
    assert "none" in one.offered


def test_a_double_tap_never_unticks() -> None:
    one = tapping()
    turn = one.dialog.turn
    for _ in range(3):
        said = talk.advance(one.dialog, Pressed("tick_heart", turn - 1), one.world())
        assert said.dialog.state == one.dialog.state
        assert not said.says
    one.now -= timedelta(seconds=3)
    one.hear(Pressed("off_heart", one.dialog.turn))
    assert "off_heart" in one.offered, "the button changed under the finger"


def test_two_taps_on_one_keyboard_both_count() -> None:
    one = tapping()
    first = one.dialog.asked
    one.hear(Pressed("tick_dizzy", first))
    one.hear(Pressed("tick_knee", first))
    one.hear(Pressed("tick_dizzy", first))
    assert {"off_heart", "off_dizzy", "off_knee"} <= {*one.offered}


def test_done_says_in_words_what_was_tapped() -> None:
    one = tapping()
    one.press("tick_dizzy", "done")
    assert one.said == "I keep in mind: heart or stroke and balance."
    one.press("change")
    assert {"off_heart", "off_dizzy"} <= {*one.offered}
    one.press("tick_surgery", "done", "right")
    assert one.person.conditions == ("surgery", "heart", "dizzy")
    assert one.state == "AskingClearance"


def test_not_sure_about_one_asks_what_was_not_tapped_one_by_one() -> None:
    one = tapping()
    one.press("unsure_one")
    asked = list(singles(one))
    assert "heart" not in asked
    assert asked[:3] == ["pregnant", "surgery", "bones"]
    assert "heart" in one.person.conditions


def singles(one: Newcomer) -> Iterator[str]:
    """The questions asked one by one, all of them answered no."""
    while isinstance(state := one.dialog.state, screening.Single):
        yield state.question
        one.press("no")


def test_each_tick_means_what_its_question_means() -> None:
    for tick, question in safety.ticks(World(NOW, CATALOG, Person())).items():
        one = at(screening.AboutYou(asked_back="before"))
        one.press(f"tick_{tick}", "done", "right")
        screened = next(fact for fact in one.facts if isinstance(fact, f.Screened))
        assert screened.outcome == question.outcome
        assert screened.conditions == tuple(filter(None, (question.ticked[tick],)))


@pytest.mark.parametrize(
    "text", ["bad knees and a bit wobbly", "my knees are bad and i'm a bit wobbly", "knee, balance"]
)
def test_what_is_told_in_words_is_ticked_and_shown(text: str) -> None:
    one = at(screening.AboutYou(asked_back="before"))
    one.type(text)
    assert one.said == "I keep in mind: knee or hip and balance."
    one.type("yes that's right")
    assert one.person.conditions == ("knee", "dizzy")


def test_what_is_denied_is_not_ticked() -> None:
    one = at(screening.AboutYou(asked_back="before"))
    one.type("bad knees but no cancer")
    assert one.said == "I keep in mind: knee or hip."


# --- in one's own words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["I am 67", "67", "im 67 years old", "sixty seven", "I'm sixty-seven", "67 years young"]
)
def test_an_age_in_words(said: str) -> None:
    assert entered(said).person.oldest == 67


@pytest.mark.parametrize(("said", "ages"), [("in my 40s", (40, 49)), ("born in 1958", (67, 68)), ("1958", (67, 68))])
def test_an_age_that_is_not_told_exactly(said: str, ages: tuple[int, int]) -> None:
    one = entered(said)
    assert (one.person.youngest, one.person.oldest) == ages


@pytest.mark.parametrize("said", ["I have 3 kids", "5 or 6", "150", "soon"])
def test_no_age_is_guessed(said: str) -> None:
    one = Newcomer()
    one.type("hello")
    one.type(said)
    assert one.state in ("Hello", "AskingAge")
    assert not one.facts


NONES = (
    "none",
    "None of the above",
    "no to all of them",
    "no none of those",
    "nope",
    "nothing at all",
    "no, none",
    "0",
)


@pytest.mark.parametrize("said", NONES[:-1])
def test_none_in_words(said: str) -> None:
    one = entered("40")
    one.type(said)
    assert one.asked() == tuple(q.id for q in CATALOG.lists[1].questions), one.said


@pytest.mark.parametrize("said", ["ok", "Yes, keep them", "that's fine", "yes of course", "go ahead", "sure"])
def test_agreed_in_words(said: str) -> None:
    one = Newcomer()
    one.type("hello")
    one.type("40")
    one.type(said)
    assert one.state == "Screening"


# --- after the first session ------------------------------------------------------------------------------------------


def test_a_first_session_that_is_put_off_or_broken_off_ends_in_the_offer_of_a_reminder() -> None:
    for later in ("later", "stop", "not now", "tomorrow"):
        one = entered("40")
        nones(one)
        one.press("4")
        assert one.state == "Ready"
        one.type(later)
        assert one.state == "ChoosingHour", later
    high = entered("40")
    nones(high)
    high.press("8", "none", "not_today")
    assert high.state == "ChoosingHour"


def test_minutes_and_how_long_are_asked_after_the_first_session() -> None:
    one = entered("40")
    nones(one)
    one.press("2", "ready")
    one.type("done")
    one.press("2", "skip", "time", "same", "2")
    assert one.state == "ChoosingMinutes"
    one.press("min_10")
    assert one.state == "HowFar"
    one.press("walk_5_9")
    assert one.state == "HowLong"
    one.press("weeks")
    assert one.state == "ChoosingHour"
    assert (one.person.minutes, one.person.how_long) == (10, "weeks")


def test_the_first_session_is_as_short_as_one_of_five_minutes() -> None:
    one = entered("40")
    nones(one)
    one.press("4")
    assert "We begin with about 4 minutes" in one.said or "We begin with about 4 minutes" in " ".join(one.all)
