"""What typed words mean: numbers, times, days, commands, questions, danger. Each table is meant to be read by people.

Danger (rules B3) comes before everything but an exact answer; where there is doubt, asking once too often is right.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import get_args

import pytest
from hypothesis import example, given, settings, strategies as st

from bot.tools.paths import WalkedStep
from content.load import load
from content.model import Catalog
from content.typed import Typed, fold
from handlers import dialog as talk
from handlers.events import Pressed, Said
from handlers.person import Person
from handlers.say import Say
from handlers.typed.danger import matches
from handlers.typed.days import weekdays
from handlers.typed.hearing import hear
from handlers.typed.meaning import Meaning
from handlers.typed.meant import MeaningKind
from handlers.typed.numbers import minutes, score
from handlers.typed.times import clock
from handlers.world import World

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CATALOG = load()  # read once for all tables here
HOME = Say("home", ("session", "checkin", "reminders", "progress", "learn", "more"))
STEP = Say("ready", ("ready", "how", "easier", "skip", "hurts", "stop"), ("back", "pause", "harder", "again"))
YES_NO = Say("single", ("yes", "no", "unsure", "back"))
LIST = Say("screening", ("none", "one", "unsure", "back"))
PAIN = Say("baseline_pain", (*map(str, range(11)), "back"), wants="pain")
HOUR = Say("choosing_hour", ("at_0830", "at_1230", "at_1830", "back"), wants="time")
DAYS = Say("choosing_days", ("days_0123456", "days_01234", "days_024", "back"), wants="days")
MINUTES = Say("choosing_minutes", ("min_5", "min_10", "min_15", "back"), wants="minutes")
COMPARE = Say("comparing", ("better", "same", "worse", "not_now"), ("back",))


def world() -> World:
    return World(NOW, CATALOG, Person(adult=True, consent=1, screened=NOW, minutes=5))


def known() -> Typed:
    return CATALOG.words["en"].typed


def meant(text: str, asked: Say = HOME) -> Meaning | None:
    return hear(text, asked, world()).meaning


def kind(text: str, asked: Say = HOME) -> str:
    heard = hear(text, asked, world())
    if heard.danger.flag:
        return (
            heard.danger.flag
            if heard.danger.flag == "crisis"
            else "emergency"
            if "inversion" in heard.danger.signs
            else "sign"
        )
    return heard.meaning.kind if heard.meaning else ""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


# --- numbers ----------------------------------------------------------------------------------------

SCORES = [
    ("7/10", 7),
    ("seven", 7),
    ("7", 7),
    ("about a 4", 4),
    ("7.5", 8),
    ("7,5", 8),
    ("6.4", 6),
    ("0", 0),
    ("10", 10),
    ("10/10", 10),
    ("7 / 10", 7),
    ("7 out of 10", 7),
    ("seven out of ten", 7),
    ("ten out of ten", 10),
    ("Seven.", 7),
    ("it's a 3", 3),
    ("pain is 5 now", 5),
    ("maybe six", 6),
    ("I'd say 2", 2),
    ("zero", 0),
    ("07", 7),
    ("4ish", 4),
    ("seven and a half", 8),
    ("a 6 I think", 6),
    ("8!", 8),
    ("~5", 5),
    ("around 9", 9),
    ("５", 5),
    ("3, please", 3),
]
NO_SCORES = lines("""
    11
    lots
    -3
    8 or 9
    between 7 and 8
    7-8
    7 to 8
    seven or eight
    100
    10.6
    7/8
    for 2 weeks
    5 minutes
    at 7pm
    19:00
    half
    very strong
    3.4.5
    1 000
    2 days ago
    eleven
    -1/10
    7 of 12
""")


@pytest.mark.parametrize(("text", "wanted"), SCORES)
def test_a_pain_score(text: str, wanted: int) -> None:
    assert score(fold(text), known()) == wanted
    assert meant(text, PAIN) == Meaning("answer", str(wanted))


@pytest.mark.parametrize("text", NO_SCORES)
def test_no_pain_score(text: str) -> None:
    assert score(fold(text), known()) is None
    assert kind(text, PAIN) != "answer"


@pytest.mark.parametrize("text", ["no pain", "no pain at all", "none", "nothing", "pain free"])
def test_no_pain_is_zero(text: str) -> None:
    assert meant(text, PAIN) == Meaning("answer", "0")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("15 min", "min_15"),
        ("10", "min_10"),
        ("five", "min_5"),
        ("twenty minutes", "min_20"),
        ("0", "min_0"),
        ("about 12 minutes", "min_12"),
        ("5 or 10", ""),
        ("-5", ""),
        ("9999", ""),
        ("7.5", ""),
        ("lots", ""),
        ("1 hour", ""),
        ("half an hour", ""),
    ],
)
def test_minutes_a_day(text: str, wanted: str) -> None:
    assert minutes(fold(text), known()) == wanted


# --- times ------------------------------------------------------------------------------------------

CLOCKS = [
    ("7", "unclear_0700"),
    ("7pm", "at_1900"),
    ("19:00", "at_1900"),
    ("half past seven", "unclear_0730"),
    ("quarter to eight in the morning", "at_0745"),
    ("07:30", "at_0730"),
    ("7.45", "at_0745"),
    ("7:00", "at_0700"),
    ("7:45", "at_0745"),
    ("quarter to eight", "unclear_0745"),
    ("noon", "at_1200"),
    ("8 in the evening", "at_2000"),
    ("12:30", "at_1230"),
    ("7 pm", "at_1900"),
    ("7:30pm", "at_1930"),
    ("7 a.m.", "at_0700"),
    ("7 P.M.", "at_1900"),
    ("at seven", "unclear_0700"),
    ("seven in the morning", "at_0700"),
    ("quarter past 6", "unclear_0615"),
    ("ten to nine", "unclear_0850"),
    ("quarter to one", "at_1245"),
    ("twenty past six in the evening", "at_1820"),
    ("half seven", "unclear_0730"),
    ("half 8 in the evening", "at_2030"),
    ("midnight", "at_0000"),
    ("12am", "at_0000"),
    ("12pm", "at_1200"),
    ("13", "at_1300"),
    ("18.30", "at_1830"),
    ("8 o'clock", "unclear_0800"),
    ("every day at 7:30", "at_0730"),
    ("19h30", "at_1930"),
    ("0:15", "at_0015"),
    ("9 at night", "at_2100"),
    ("3 in the afternoon", "at_1500"),
    ("1930", "at_1930"),
    ("0745", "at_0745"),
    ("20:15 please", "at_2015"),
    ("tomorrow at 8am", "at_0800"),
    ("11", "unclear_1100"),
    ("12", "at_1200"),
]
NO_CLOCKS = lines("""
    25:00
    7:60
    between 7 and 8
    7 or 8
    soon
    in the evening
    99
    now
    12345
""")


@pytest.mark.parametrize(("text", "wanted"), CLOCKS)
def test_a_time_of_day(text: str, wanted: str) -> None:
    assert clock(fold(text), known()) == wanted
    meaning = meant(text, HOUR)
    assert meaning is not None
    assert (meaning.kind, meaning.value.split()[0]) == ("answer", wanted)


@pytest.mark.parametrize("text", NO_CLOCKS)
def test_no_time_of_day(text: str) -> None:
    assert clock(fold(text), known()) == ""


@pytest.mark.parametrize("text", ["12 at night", "1 at night"])
def test_the_hours_after_midnight_are_never_taken_for_noon(text: str) -> None:
    assert clock(fold(text), known()) not in ("at_1200", "at_1300")


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("minute", [0, 5, 30, 59])
def test_every_written_time_is_that_time(hour: int, minute: int) -> None:
    assert clock(f"{hour:02}:{minute:02}", known()) == f"at_{hour:02}{minute:02}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("morning", "am"),
        ("in the evening", "pm"),
        ("the evening please", "pm"),
        ("pm", "pm"),
        ("a.m.", "am"),
        ("7 in the morning", "at_0700"),
    ],
)
def test_which_half_of_the_day(text: str, wanted: str) -> None:
    asked = Say("which_half", ("at_0700", "at_1900", "back"), wants="half")
    assert meant(text, asked) == Meaning("answer", wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("monday", "days_0"),
        ("Mon, Wed and Fri", "days_024"),
        ("mon/wed", "days_02"),
        ("Saturdays", "days_5"),
        ("every day", "days_0123456"),
        ("weekdays", "days_01234"),
        ("monday to friday", "days_01234"),
        ("monday to saturday", "days_012345"),
        ("mon-thu", "days_0123"),
        ("friday to monday", "days_0456"),
        ("every day except sunday", "days_012345"),
        ("all days but not saturday and sunday", "days_01234"),
        ("tuesday & thursday", "days_13"),
        ("weekends", "days_56"),
        ("on sunday", "days_6"),
    ],
)
def test_weekdays(text: str, wanted: str) -> None:
    assert meant(text, DAYS) == Meaning("answer", wanted)


@pytest.mark.parametrize("text", ["sometimes", "3 times", "never", "not on monday or whenever", ""])
def test_no_weekdays(text: str) -> None:
    assert weekdays(fold(text), known()) == ""


# --- typed is pressed ------------------------------------------------------------------------------


def _questions(steps: list[WalkedStep]) -> Iterator[tuple[talk.Dialog, World]]:
    """Every question the walk comes to, once."""
    seen: set[tuple[object, ...]] = set()
    for step in steps:
        if step.turn.forget or step.turn.dialog == talk.NEW:
            continue
        after = World(step.world.now, CATALOG, step.turn.person)
        asked = talk.ask(step.turn.dialog, after)
        place = (type(step.turn.dialog.state), asked.key, asked.choices)
        if place not in seen:
            seen.add(place)
            yield step.turn.dialog, after


def test_every_label_typed_is_its_button_pressed(steps: list[WalkedStep]) -> None:
    tried, wrong = 0, []
    for dialog, shown in _questions(steps):
        # "none" pressed at once is asked back, typed it is not
        at = replace(shown, now=shown.now + timedelta(seconds=3))
        asked = talk.ask(dialog, at)
        for choice in asked.choices:
            pressed = talk.advance(dialog, Pressed(choice, dialog.turn), at)
            label = at.words.label(choice)
            for typed in (label, label.lower(), label.upper(), f"{label}.", f"  {label} ", label.replace("'", "’")):
                tried += 1
                if talk.advance(dialog, Said(typed), at) != pressed:
                    wrong.append((type(dialog.state).__name__, choice, typed))
    assert not wrong
    assert tried > 1000


def test_other_ways_to_say_an_answer_are_that_answer() -> None:
    """Each of the other ways in the language file is understood as its choice where that choice is offered alone."""
    for choice, ways in known().ways.items():
        if choice == "days_56":  # no button: only typed
            continue
        for way in ways:
            assert meant(way, Say("home", (choice,))) == Meaning("answer", choice), way


@pytest.mark.parametrize(
    ("text", "asked", "wanted"),
    [
        ("yes please", YES_NO, "yes"),
        ("yep", YES_NO, "yes"),
        ("nope", YES_NO, "no"),
        ("i don't know", YES_NO, "unsure"),
        ("um, yes", YES_NO, "yes"),
        ("no thanks", YES_NO, "no"),
        ("maybe", YES_NO, "unsure"),
        ("ok", YES_NO, "yes"),
        ("none", LIST, "none"),
        ("no", LIST, "none"),
        ("neither", LIST, "none"),
        ("one", LIST, "one"),
        ("not sure", LIST, "unsure"),
        ("nothing of that", LIST, "none"),
        ("yes", LIST, "one"),
        ("redy", STEP, "ready"),
        ("I'm ready!", STEP, "ready"),
        ("next", STEP, "ready"),
        ("skip it", STEP, "skip"),
        ("too hard", STEP, "easier"),
        ("ouch", STEP, "hurts"),
        ("go back", STEP, "back"),
        ("wait", STEP, "pause"),
        ("too easy", STEP, "harder"),
        ("enough", STEP, "stop"),
        ("how?", STEP, "how"),
        ("once more", STEP, "again"),
        ("sesion", HOME, "session"),
        ("reminder", HOME, "reminders"),
        ("much better", COMPARE, "better"),
        ("a bit worse", COMPARE, "worse"),
        ("about the same", COMPARE, "same"),
    ],
)
def test_an_answer_in_other_words(text: str, asked: Say, wanted: str) -> None:
    assert meant(text, asked) == Meaning("answer", wanted)


@pytest.mark.parametrize("text", ["nonee", "non", "onee", "nne", "none or one", "yes no", "noone"])
def test_none_and_one_are_never_guessed(text: str) -> None:
    """A slip of the finger must not answer a safety list."""
    assert kind(text, LIST) != "answer"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("much worse since yesterday, 8", "worse:8"),
        ("it got worse", "worse"),
        ("a little better today, 3", "better:3"),
        ("it has become worse overnight", "worse"),
    ],
)
def test_a_check_in_in_one_sentence(text: str, wanted: str) -> None:
    assert meant(text, COMPARE) == Meaning("change", wanted)


@pytest.mark.parametrize(
    "text",
    [
        "not better",
        "no better",
        "not any better",
        "not good",
        "it isn't better",
        "not worse",
        "it's not worse",
        "not much better today",
    ],
)
def test_a_denied_change_is_not_that_change(text: str) -> None:
    meaning = meant(text, COMPARE)
    denied = "worse" if "worse" in text else "better"
    assert meaning is None or meaning.value.partition(":")[0] != denied


# --- it hurts ---------------------------------------------------------------------------------------

HURTS = lines("""
    ouch
    ow
    oww that's bad
    it hurts
    that hurts
    this really hurts
    sharp pain
    I felt a sharp pain there
    stabbing in my back
    ouch my knee
    my back hurts
    the leg still hurts
    my knee hurts a lot
    it's hurting now
    my hip is hurting
    that hurt
    shooting pain
    burning pain in my side
    I have a cramp
    too painful
    this is so painful
    the pain is too much
    too much pain
    I can't take the pain
    something popped in my back
    a twinge in my back
    it pinches in my hip
    I'm in agony
    pain in my hip
    hurts so much
""")
NOT_HURTS = lines("""
    it doesn't hurt
    no pain
    no sharp pain
    that never hurts
    how
    nothing hurts
    I'm ready
    my shoulder is fine
    slow down
    it no longer hurts
    without any sharp pain
    I want to show this
""")


@pytest.mark.parametrize("text", HURTS)
def test_that_it_hurts_is_heard_at_every_step(text: str) -> None:
    meaning = meant(text, STEP)
    assert meaning is not None
    assert (meaning.kind, meaning.value) in (("hurts", ""), ("answer", "hurts")), meaning


@pytest.mark.parametrize("text", NOT_HURTS)
def test_that_it_does_not_hurt(text: str) -> None:
    assert meant(text, STEP) not in (Meaning("hurts"), Meaning("answer", "hurts"))


# --- words of danger (rules B3) -----------------------------------------------------------------------------------

SIGNS = lines("""
    I can't pee
    I cannot feel my bladder
    I have trouble holding my pee
    it's hard to start peeing since yesterday
    I'm leaking urine
    I lost control of my bowel
    no control of my bladder
    I wet myself
    I wet the bed last night
    I'm incontinent since Monday
    my bladder feels numb
    I don't know when I need to pee
    I pee without noticing
    trouble going to the toilet
    I can't poo
    numb between my legs
    it feels strange between my legs
    my bottom is numb
    my groin is tingling
    tingling around my genitals
    numbness in the saddle area
    it feels odd when I wipe
    I have no feeling down there
    my private parts feel weird
    pins and needles in my buttocks
    pain in both legs
    both my legs feel weak
    both of my feet are numb
    my legs are numb
    my leg is numb
    my leg gave way
    my foot is dragging
    I keep dragging my foot
    I have a foot drop
    I keep tripping over my foot
    I can't feel my legs
    I can't move my foot
    my legs are tingling
    weakness in my left leg
    my leg is getting weaker
    chest pain
    my chest hurts
    I have a tight chest
    pressure on my chest
    the pain goes to my chest
    I can't breathe
    I am very short of breath
    shortness of breath at rest
    I can't catch my breath
    I fainted
    I feel faint
    I passed out in the kitchen
    a tearing pain in my belly
    something tearing in my back
    I have a fever
    shaking chills since this morning
    I had a car accident
    it started after a crash
    I fell from a ladder
    I fell down the stairs
    I had a bad fall
    I was hit by a car
    I had cancer years ago
    they found a tumour
    I am losing weight and don't know why
    I have lost a lot of weight
    I'm pregnant
    No, I have chest pain
    No. My legs are numb
    I don't know why my legs are weak
    not sure but my bottom is numb
    never had this before, my legs are numb
    without warning my leg gave way
    no fever but I can't pee
    MY LEGS ARE NUMB!!!
    my bum is numb
    it isn't better my legs are numb
    I haven't slept, I have a fever
    I don't want to worry you, my foot is dragging
    i cant feel my feet
""")
HARMLESS = lines("""
    this week was better
    a week ago
    weeks
    I need a wee bit more time
    no numbness
    no numbness or tingling in my legs
    I don't have any numbness in my legs
    I have no chest pain
    no fever
    no fever, no chills
    no trouble peeing
    I have no problems with my bladder
    never had cancer
    I am not pregnant
    I did not faint
    haven't had an accident
    without any weakness in my legs
    no weight loss
    this wall sit is killing me
    my legs are tired
    my legs are dead tired
    my legs are shaking a bit
    my legs hurt from yesterday
    I walked to the bottom of the hill
    I can't wait
    accidentally pressed
    I pressed it by accident
    the app crashed
    knee to chest
    the knee to chest hurts
    knee to chest is painful
    how do I do the knee to chest
    pull my knee to my chest
    I pulled it to my chest
    a pillow between my legs
    should I put a pillow between my legs at night
    did both legs
    do I do both legs
    I don't feel the stretch in my leg
    I don't feel a stretch in my leg
    I feel it in my thigh
    I want to lose weight
    will walking help me lose weight
    hay fever
    a faint pull in the thigh
    I fell asleep
    I fell off the wagon
    I'm out of breath from the stairs
    should I hold my breath
    keep breathing
    I need to pee
    pause, I have to go to the toilet
    trouble getting up from the sofa
    my foot fell asleep on the sofa
    the exercise is hard
    I lost my phone
    I lost confidence in myself
    my bike saddle
    slide my foot back
    which leg first
    my left leg is longer
    the chest of drawers
    I have a chest freezer
    my back feels stiff
    weak coffee
    numbers please
    I can't do this today
    I can't see the button
    trouble with the timer
    I can't find a wall
    is the inversion table any good
    should I use an inversion table
    foot hip-wide apart
    stand on both feet
    what do I do with both feet
    feel my leg working
    my feet are cold
    high step
    legs up
""")


@pytest.mark.parametrize("text", SIGNS)
@pytest.mark.parametrize("asked", [HOME, STEP, PAIN, LIST], ids=lambda asked: asked.key)
def test_words_of_danger_are_heard_everywhere(text: str, asked: Say) -> None:
    assert kind(text, asked) == "sign"


@pytest.mark.parametrize(
    "text",
    [
        "after the inversion table my vision is blurred",
        "my eyes hurt after hanging upside down? vision after the inversion",
        "a terrible headache since the inversion table",
        "since hanging upside down my eyes went weird",
    ],
)
def test_trouble_after_an_inversion_table_is_an_emergency_without_a_question(text: str) -> None:
    """Rules B8."""
    assert kind(text) == "emergency"


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("i have no controll of my blader", "sign"),
        ("i am incontinant", "sign"),
        ("i think about suiside", "crisis"),
        ("i feel sucidal", "crisis"),
        ("i want to kill mysellf", "crisis"),
        ("my genitles are numb", "sign"),
        ("i faintd on the stairs", "sign"),
        ("trouble breathng", "sign"),
        ("both my legs are paralized", "sign"),
        ("my dancer friend asked", None),
        ("fewer times please", None),
        ("i never felt this fresh", None),
    ],
)
def test_a_misspelt_word_of_danger_is_one_too(text: str, heard: str | None) -> None:
    assert kind(text) == heard if heard else kind(text) not in ("sign", "emergency", "crisis")


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_words_are_not_words_of_danger(text: str) -> None:
    assert kind(text) not in ("sign", "crisis")


def test_the_tables_of_danger_are_long_enough() -> None:
    assert len(SIGNS) >= 60
    assert len(HARMLESS) >= 60
    assert len(CRISIS) >= 25
    assert len(NO_CRISIS) >= 25


# --- a crisis (rules B9) ------------------------------------------------------------------------------------------

CRISIS = lines("""
    I want to kill myself
    I'm thinking of killing myself
    I feel suicidal
    suicide
    I am thinking about suicide
    I want to die
    I wish I was dead
    I wish I were dead
    I just want to be dead
    I want to end my life
    I could take my own life
    I want to end it all
    I don't want to live any more
    I do not want to live
    I don't want to be alive
    I don't want to be here any more
    I don't want to wake up tomorrow
    no point living
    there is no point in living like this
    no reason to live
    nothing to live for
    life is not worth living
    I'd be better off dead
    everyone would be better off without me
    I can't go on like this
    I can't go on living
    I hurt myself on purpose
    I've started to self-harm
    self harm
    I am cutting myself
    I want to hurt myself
    I took an overdose
    I took too many pills
    I have taken too many painkillers
    I swallowed all my tablets
    I feel like dying
    ready to die
    I want to kill myself because my legs are numb
    I dont want to live
    I'm not suicidal but I want to die
""")
NO_CRISIS = lines("""
    this wall sit is killing me
    my back is killing me
    I'm dying to get better
    dead tired
    my legs are dead tired
    my phone died
    I want to stop
    I want to end it
    end this exercise
    end the session
    kill the timer
    I could kill for a coffee
    that was a killer
    I cut myself shaving
    I hurt myself lifting a box
    I don't want to hurt myself
    I am afraid to hurt myself
    I hurt myself
    can I hurt myself with this
    no point in walking when it rains
    there's no point doing this one
    I can't go on with the wall sit
    what's the point
    I'm done
    I give up on this one
    stop my reminders
    live a longer life
    this is the end
    deadlift
    is the dead bug better
    my life is busy
    I'd love to live without pain
    I want to live pain free
    enough of this
    leave me alone
    go away
""")


@pytest.mark.parametrize("text", CRISIS)
@pytest.mark.parametrize("asked", [HOME, STEP, LIST], ids=lambda asked: asked.key)
def test_words_of_self_harm_come_first_of_all(text: str, asked: Say) -> None:
    assert kind(text, asked) == "crisis"


@pytest.mark.parametrize("text", NO_CRISIS)
def test_everyday_words_are_no_crisis(text: str) -> None:
    assert kind(text) != "crisis"


@pytest.mark.parametrize("text", ["I'm not suicidal", "I would never kill myself"])
def test_a_denied_word_of_self_harm_still_gives_the_numbers(text: str) -> None:
    """Here alone a "not" changes nothing: numbers that were not needed harm nobody."""
    assert kind(text) == "crisis"


# --- commands in plain words -------------------------------------------------------------------

COMMANDS = [
    ("help", "help"),
    ("Help!", "help"),
    ("help me", "help"),
    ("what can you do?", "help"),
    ("I need help", "help"),
    ("how does this work?", "help"),
    ("what can I do", "help"),
    ("?", "help"),
    ("can you help me", "help"),
    ("menu", "menu"),
    ("main menu please", "menu"),
    ("go home", "menu"),
    ("the menu", "menu"),
    ("back to the menu", "menu"),
    ("stop", "stop"),
    ("I want to stop", "stop"),
    ("stop please", "stop"),
    ("enough", "stop"),
    ("please stop", "stop"),
    ("quit", "stop"),
    ("stop now", "stop"),
    ("let's stop", "stop"),
    ("stop the session", "stop"),
    ("pause", "pause"),
    ("wait a moment", "pause"),
    ("I need a break", "pause"),
    ("I'm on holiday", "pause"),
    ("I am sick", "pause"),
    ("pause reminders please", "pause"),
    ("back", "back"),
    ("go back", "back"),
    ("previous", "back"),
    ("remind me at 7pm", "reminders"),
    ("remind me", "reminders"),
    ("change my reminder", "reminders"),
    ("set a reminder please", "reminders"),
    ("change the time", "reminders"),
    ("please remind me every day at 8", "reminders"),
    ("stop reminders", "stop_reminders"),
    ("leave me alone", "stop_reminders"),
    ("no more reminders", "stop_reminders"),
    ("unsubscribe", "stop_reminders"),
    ("stop messaging me", "stop_reminders"),
    ("please don't remind me", "stop_reminders"),
    ("I don't want reminders", "stop_reminders"),
    ("just leave me alone", "stop_reminders"),
    ("turn off the reminders", "stop_reminders"),
    ("stop sending me messages", "stop_reminders"),
    ("STOP REMINDERS", "stop_reminders"),
    ("what do you know about me?", "privacy"),
    ("my data", "privacy"),
    ("what do you keep", "privacy"),
    ("what do you store about me", "privacy"),
    ("privacy", "privacy"),
    ("export my data", "export"),
    ("give me my data", "export"),
    ("can I download my data", "export"),
    ("delete my data", "delete"),
    ("delete everything", "delete"),
    ("forget me", "delete"),
    ("I want you to delete my data", "delete"),
    ("delete my account", "delete"),
    ("are you a doctor?", "about"),
    ("who are you?", "about"),
    ("are you human", "about"),
    ("are you a bot", "about"),
    ("start a session", "session"),
    ("let's exercise", "session"),
    ("I want to exercise", "session"),
    ("wall sit now", "session"),
    ("today's exercises", "session"),
    ("how am I doing?", "progress"),
    ("show me my progress", "progress"),
    ("my history", "progress"),
    ("time zone", "timezone"),
    ("I moved", "timezone"),
    ("change my city", "timezone"),
    ("I'm travelling", "timezone"),
    ("my doctor said yes", "cleared"),
    ("the doctor cleared me", "cleared"),
    ("safety questions", "screen"),
    ("hello", "start"),
    ("good morning", "start"),
    ("hi there", "start"),
    ("check in", "checkin"),
    ("log my pain", "checkin"),
    ("how is my back", "checkin"),
]
PLAIN = Say("about", ("topics",))  # a question that offers none of the words above as an answer


@pytest.mark.parametrize(("text", "wanted"), COMMANDS)
def test_a_command_in_plain_words(text: str, wanted: str) -> None:
    meaning = meant(text, PLAIN)
    assert meaning is not None
    assert (meaning.kind, meaning.value) == ("command", wanted)


def test_a_time_comes_with_the_command() -> None:
    assert len(COMMANDS) >= 60
    assert meant("remind me at 7pm", PLAIN) == Meaning("command", "reminders", "at_1900")
    assert meant("remind me at quarter to eight in the morning", PLAIN) == Meaning("command", "reminders", "at_0745")


@pytest.mark.parametrize("command", sorted(CATALOG.words["en"].typed.commands))
def test_a_slash_command_with_and_without_a_bot_name(command: str) -> None:
    for text in (f"/{command}", f"  /{command.upper()} ", f"/{command}@lumbot", f"/{command} now"):
        assert meant(text, PLAIN) == Meaning("command", command)


BEHIND = [
    ("/reminders 18:30", "reminders", "at_1830"),
    ("/reminders at 18:30", "reminders", "at_1830"),
    ("/reminders 7:30", "reminders", "at_0730"),
    ("/reminders 7", "reminders", "unclear_0700"),
    ("/reminders 18:30 mon wed fri", "reminders", "at_1830 days_024"),
    ("/reminders 18:30 every day except sunday", "reminders", "at_1830 days_012345"),
    ("/reminders mon-fri 7pm", "reminders", "at_1900 days_01234"),
    ("/reminders on weekdays", "reminders", "days_01234"),
    ("/reminders 18:30 every day", "reminders", "at_1830 days_0123456"),
    ("/reminders not monday", "reminders", "?"),
    ("/reminders blah", "reminders", "?"),
    ("/reminders off", "stop_reminders", ""),
    ("/reminders stop", "stop_reminders", ""),
    ("/stop reminders", "stop_reminders", ""),
    ("/pause reminders", "pause", ""),
    ("/checkin 7", "checkin", "7"),
    ("/checkin 7 worse", "checkin", "worse:7"),
    ("/checkin worse, 7/10", "checkin", "worse:7"),
    ("/checkin much worse", "checkin", "worse"),
    ("/checkin better", "checkin", "better"),
    ("/checkin 3 the same", "checkin", "same:3"),
    ("/checkin not worse", "checkin", "?"),
    ("/checkin 70", "checkin", "?"),
    ("/timezone Lisbon", "timezone", "typed:lisbon"),
    ("/timezone Europe/Lisbon", "timezone", "typed:europe lisbon"),
    ("/timezone i live in Lisbon please", "timezone", "typed:lisbon"),
    ("/timezone 18:40", "timezone", "at_1840"),
    ("/timezone utc+2", "timezone", "typed:utc 2"),
    ("/learn bird dog", "learn", "topic_bird_dog"),
    ("/learn bird_dog", "learn", "topic_bird_dog"),
    ("/learn Why move?", "learn", "topic_why_move"),
    ("/learn takes_time", "learn", "topic_takes_time"),
    ("/learn About the door stretch", "learn", "topic_over_door"),
    ("/learn ibuprofen", "learn", "topic_medicines"),
    ("/learn quantum physics", "learn", ""),
    ("/pause 7", "pause", "pause_7"),
    ("/pause 10 days", "pause", "pause_10"),
    ("/pause for a week", "pause", "pause_7"),
    ("/pause soon", "pause", "?"),
    ("/menu 18:30", "menu", ""),
    ("/start", "start", ""),
    ("/start reminders", "reminders", ""),
    ("/start Learn", "learn", ""),
    ("/start session", "session", ""),
    ("/start@lumbot session", "session", ""),
    ("/start learn_bird_dog", "learn", "topic_bird_dog"),
    ("/start learn_nothing", "start", ""),
    ("/start stop", "start", ""),
    ("/start stop_reminders", "start", ""),
    ("/start hello there", "start", ""),
    ("/start " + "x" * 65, "start", ""),
    ("/start ref-2026_03", "start", ""),
]


@pytest.mark.parametrize(("text", "command", "told"), BEHIND)
def test_words_behind_a_slash_command(text: str, command: str, told: str) -> None:
    assert meant(text, PLAIN) == Meaning("command", command, told)


@pytest.mark.parametrize("text", ["/checkin 9 can't pee", "/start i can't feel my legs", "/reminders numb bottom"])
def test_danger_behind_a_slash_command_comes_first(text: str) -> None:
    assert kind(text, PLAIN) == "sign"


def test_the_clock_on_the_wall_may_be_either_half() -> None:
    """ "7:30" typed as the time it is now: somebody may mean the evening, so both are looked at."""
    assert meant("7:30", Say("naming_city", ("back",), wants="city")) == Meaning("answer", "unclear_0730")
    assert meant("19:30", Say("naming_city", ("back",), wants="city")) == Meaning("answer", "at_1930")


@pytest.mark.parametrize(
    "text",
    [
        "don't stop",
        "please don't delete my data",
        "I can't wait",
        "/nosuch",
        "/",
        "the stopwatch",
        "non-stop",
        "I was at home all day with my sister and the children",
    ],
)
def test_no_command(text: str) -> None:
    assert kind(text, PLAIN) != "command"


# --- questions ----------------------------------------------------------------------------------

QUESTIONS = [
    ("how do I do bird dog?", "bird_dog"),
    ("what is the bird-dog", "bird_dog"),
    ("show me the wall sit", "wall_sit"),
    ("is the wall squat good for me", "wall_sit"),
    ("wall sit", "wall_sit"),
    ("how do I do the over-the-door stretch?", "over_door"),
    ("what is the door stretch", "over_door"),
    ("explain knee to chest", "knee_to_chest"),
    ("can I do knees to chest in bed?", "knee_to_chest"),
    ("is walking good for my back?", "walking"),
    ("should I walk every day", "walking"),
    ("how long should I walk?", "walking"),
    ("can I swim?", "swimming"),
    ("is breaststroke bad?", "swimming"),
    ("what about the pool", "swimming"),
    ("does an inversion table help?", "inversion"),
    ("should I hang upside down", "inversion"),
    ("inversion table", "inversion"),
    ("what do you think of inversion tables?", "inversion"),
    ("why should I move?", "why_move"),
    ("does exercise help?", "why_move"),
    ("should I rest in bed?", "why_move"),
    ("how long does it take to get better?", "takes_time"),
    ("when will it get better", "takes_time"),
    ("how much should I do?", "pacing"),
    ("how often should I exercise", "pacing"),
    ("what is a flare-up?", "pacing"),
    ("when should I see a doctor?", "doctor"),
    ("do I need an MRI?", "doctor"),
    ("should I go to a physio", "doctor"),
    ("how should I sit at my desk?", "posture"),
    ("is my posture bad?", "posture"),
    ("which mattress is best?", "posture"),
]
MEDICINES = lines("""
    how much ibuprofen
    how much aspirin
    how much ibuprofen should I take?
    how many painkillers can I take
    what dose of paracetamol
    can I take tramadol?
    how often can I take naproxen
    should I stop my pills?
    is codeine ok with exercise
    which medicine helps
    can I double my dose
    how long should I take ibuprofen
    how much diazepam
    is gabapentin any good
    how many mg of tylenol
    should I take an aspirin before walking
    can I use voltarol gel
    ibuprofen
""")


@pytest.mark.parametrize(("text", "wanted"), QUESTIONS)
def test_a_question_finds_its_topic(text: str, wanted: str) -> None:
    found = meant(text, PLAIN)
    assert found
    assert (found.kind, found.value) == ("topic", wanted)


@pytest.mark.parametrize("text", MEDICINES)
def test_a_question_about_medicines_gets_the_page_that_gives_no_dose(text: str) -> None:
    assert meant(text, PLAIN) == Meaning("topic", "medicines")


def test_no_page_about_medicines_gives_a_dose(catalog: Catalog) -> None:
    assert len(QUESTIONS) + len(MEDICINES) >= 30
    words = catalog.words["en"]
    pages = [words.text(key) for key in words.numbered("topic.medicines")]
    assert pages
    for page in pages:
        assert not any(char.isdigit() for char in page), page


@pytest.mark.parametrize(
    "text", ["is acupuncture any good?", "what's the weather", "who won the match", "asdfgh", "blue"]
)
def test_what_nobody_taught_it_is_not_answered(text: str) -> None:
    """But for the honest words that a physiotherapist can say."""
    assert meant(text, PLAIN) in (None, Meaning("wish", "unknown", guessed=True))


# --- anything at all ----------------------------------------------------------------------------------------------

ODD = {
    "empty": "",
    "spaces": "   ",
    "newlines": "\n\n\t",
    "controls": "\x00\x01\x1b[31m\x7f",
    "marks": "\u200f\u202e\u200b\u2066",
    "emoji": "😀👩‍👩‍👧🏳️‍🌈",
    "lone surrogate": "\ud800",
    "accents": "a" + "\u0301" * 500,
    "arabic": "ظهري يؤلمني",
    "digits": "٧",
    "odd digits": "\U00010a40",
    "superscript": "7²",
    "circled": "①",
    "braces": "{0.__class__} {name!r} %s",
    "html": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE facts; --",
    "slashes": "/" * 300,
    "dots": "." * 2000,
    "long word": "x" * 100_000,
    "long number": "9" * 100_000,
    "brackets": "(" * 5_000,
    "dashes": "-" * 5_000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize(
    "asked",
    [HOME, PAIN, HOUR, DAYS, MINUTES, LIST, Say("naming_city", ("back",), wants="city")],
    ids=lambda asked: asked.key,
)
def test_odd_text_is_no_trouble(text: str, asked: Say) -> None:
    assert kind(text, asked) not in ("sign", "crisis")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("my\u200b legs\u202e are\x00 numb", "sign"),
        ("ｍｙ ｌｅｇｓ ａｒｅ ｎｕｍｂ", "sign"),
        ("my\nlegs\nare\nnumb", "sign"),
        ("😀my legs are numb😀", "sign"),
        ("I can’t pee", "sign"),
        ("I can`t pee", "sign"),
        ("<b>chest pain</b>", "sign"),
        ("i don’t want to live", "crisis"),
        ("KILL\u00a0MYSELF", "crisis"),
        ("_I_ *want* to die", "crisis"),
    ],
)
def test_danger_in_odd_clothes(text: str, wanted: str) -> None:
    assert kind(text) == wanted


@pytest.mark.parametrize("filler", ["word ", "no fever ", "I walked a lot. ", "7 ", "no, ", "numb ", "can't "])
def test_danger_at_the_end_of_a_very_long_text_is_found(filler: str) -> None:
    for danger, wanted in (("my legs are numb", "sign"), ("i want to die", "crisis")):
        end = f"and then it happened today: {danger}"
        text = (filler * 100_000)[: 100_000 - len(end) - 1] + " " + end
        assert len(text) == 100_000
        assert kind(text) == wanted


LONG = 40_000  # characters; whoever looks at each of them from each of them needs some ten seconds


def spent(work: Callable[[], object]) -> float:
    """Seconds of the processor's time."""
    began = time.process_time()
    work()
    return time.process_time() - began


def quick(work: Callable[[], object]) -> bool:
    """Whether it takes less than a second; on a machine that is slow or busy at the moment it may take its time."""
    return spent(work) < 1 or spent(work) < max(1, spent(lambda: sum(range(100_000_000))))  # 1 s on a quiet one


def _patterns() -> list[tuple[str, str]]:
    typed = known()
    groups = {"hurts": typed.danger.hurts, "questions": typed.questions}
    return [*((group, pattern) for group in groups for pattern in groups[group])]


@pytest.mark.parametrize(("group", "pattern"), _patterns())
def test_no_pattern_can_be_made_slow(group: str, pattern: str) -> None:
    """Texts made to be hard for each pattern: its own words over and over, with what could follow left out."""
    marks = str.maketrans(dict.fromkeys("()?+*{}[]!<>=,:|0123456789\\", " "))
    own = fold(pattern.replace("\\w", " ").replace("\\b", " ").translate(marks)).split()
    for words in ([*own, "x"], own[:1] * 3, own[-1:], [*own[:1], "x" * 500], ["no", *own[:2]], ["a"]):
        text = (" ".join(words) + " ") * (LONG // (len(" ".join(words)) + 1))
        assert quick(partial(matches, (pattern,), f"{text}!", known())), (group, words[:3])


@pytest.mark.parametrize(
    "text",
    [
        "can't " * 16_666,
        "numb " * 20_000,
        "no fever " * 11_000,
        "don't know my legs " * 5_000,
        "x " * 50_000,
        "x" * 100_000,
        "7." * 50_000,
        "no. " * 25_000,
        "é" * 100_000,
        "- " * 50_000,
    ],
    ids=lambda text: text[:9],
)
def test_a_hundred_thousand_characters_are_read_in_no_time(text: str) -> None:
    assert quick(lambda: meant(text, HOME))
    assert quick(lambda: meant(text, PAIN))


@settings(max_examples=300)
@given(st.text(max_size=300), st.sampled_from([HOME, STEP, PAIN, HOUR, DAYS, MINUTES, LIST, YES_NO, COMPARE]))
@example("half past ٧", HOUR)
@example("\U00010a40 past seven", HOUR)
def test_any_text_at_all(text: str, asked: Say) -> None:
    meaning = meant(text, asked)
    assert meaning is None or meaning.kind in get_args(MeaningKind)


_SAID = st.lists(
    st.sampled_from(
        sorted({word for line in (*SIGNS, *HARMLESS, *CRISIS, *HURTS, *NO_SCORES, *NO_CLOCKS) for word in line.split()})
    ),
    max_size=25,
).map(" ".join)


@settings(max_examples=300)
@given(_SAID, st.sampled_from([HOME, STEP, PAIN, HOUR, DAYS, LIST]))
def test_any_mixture_of_words(text: str, asked: Say) -> None:
    """What is answered was offered, or has the form its question wants."""
    meaning = meant(text, asked)
    if meaning and meaning.kind == "answer":
        offered = (*asked.choices, *asked.also)
        assert meaning.value in offered or (
            asked.wants and meaning.value.startswith(("at_", "unclear_", "days_", "min_"))
        )


@settings(max_examples=100)
@given(_SAID, _SAID, st.sampled_from(["I want to kill myself", "my bottom is numb"]))
def test_danger_is_found_between_any_words(before: str, after: str, danger: str) -> None:
    found = kind(f"{before}. But now {danger}. {after}")
    assert found == "crisis" or (found in ("sign", "emergency") and "numb" in danger)


def test_nothing_typed_moves_a_dialog_by_itself() -> None:
    """Empty text is asked again, like anything that was not understood."""
    at = world()
    dialog = replace(talk.NEW, turn=1, state=talk.lost("", at).dialog.state)
    for text in ("", "   ", "\x00", "😀"):
        turn = talk.advance(dialog, Said(text), at)
        assert turn.dialog.state == dialog.state
        assert not turn.facts
