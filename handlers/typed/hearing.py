"""How a typed text is heard, in every state: exactly an answer, else danger, else whatever else it may mean.

Readable rules decide what stops (`danger`). The learnt net may only make it ask, whatever else was understood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from content.menu import Command
from content.typed import fold
from handlers.person import Person
from handlers.say import FREE, Say
from handlers.typed import codes, meaning, numbers
from handlers.typed.danger import Danger, hear as danger_in, hurting
from handlers.typed.foreign import Recognised, find
from handlers.typed.meaning import Meaning
from handlers.typed.meant import MeaningKind
from handlers.typed.net import Asks, Opinion, read
from handlers.typed.rules import THIS
from handlers.world import World

NONE = Danger()
LANGUAGE = Meaning("command", Command.LANGUAGE)  # whoever asks for a language in it is shown which there are
NO_PAIN = Meaning("answer", "0")  # "I felt nothing", where pain is asked for
FEW = 4  # words
BARE = 4  # words of a text in which a word of a sign is asked about by itself
# The probability (0-1) of the net from which on whom to call is said, by what was understood (D). An answer is
# taken only where the rest of its sentence is filler, or in a few words, so that little can hide in it; what is told
# has a question of its own.
WARY_PLAIN, WARY, WARY_MISSED = 0.4, 0.08, 0.03
# The same from which on no wish is guessed (D), where it would only go on, and any other: then it was not understood.
UNGUESSED, UNGUESSED_ELSE = 0.095, 0.2
# What goes on with exercises, or says that all is well.
GOING_ON = frozenset((
    "ready", "go", "go_on", "go_now", "resume", "carry_on", "start", "session", "harder", "skip", "done_now",
    "yes", "no", "better", "thanks", "did_it", "none", "easier", "again",
))  # fmt: skip
# Words of a text at least, and characters at most, in which the mood may be asked about rather than the body (D): in
# long ones what counts may be a few words of many.
WEIGHED = (3, 300)
OWN = frozenset({"overdose", "other"})  # signs of no list: their own question comes, whatever the mood is
# What words of danger lead to that are not certain.
ASKED: Mapping[str, Asks] = {"crisis": "mood", "emergency": "body", "urgent": "urgent"}
# What a word of a sign in the same text keeps from counting: it would be passed over.
SETTLING: tuple[MeaningKind, ...] = ("answer", "command", "confirm", "wish", "change")
CONDITIONS = {"pregnant": "pregnant", "bones": "fragile"}  # a condition of a person -> the concept that is given by it
OLD = 70  # years from which bones count as weak (rules B1/U5)
LAST_LATIN = "\u024f"  # the last letter of the Latin blocks that European languages use


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a text. meaning: apart from danger; None: nothing. exact: it is just an offered answer.

    wary: the net finds it likely enough to be about danger to say whom to call. words: how many there are. script:
    most of its letters are of another one than this language's. long: there is too much of it to be an answer.
    language: the one it is in, of those that we do not speak, and what it tells of. near: nothing but numbers, where
    one is asked for: a value that cannot be taken, and hides nothing. nearest: where the net asks about something
    urgent, the id of the question that is nearest.
    """

    meaning: Meaning | None
    exact: bool = False
    danger: Danger = NONE
    asks: Asks = ""
    wary: bool = False
    words: int = 0
    script: bool = False
    long: bool = False
    language: Recognised | None = None
    near: bool = False
    nearest: str = ""

    @property
    def asked(self) -> Asks:
        """What is asked because of it: by the rules where they are not certain, else by the net; "" where it stops."""
        if self.danger.stops:
            return ""
        return ASKED.get(self.danger.flag or (self.language.about if self.language else ""), self.asks)


def hear(text: str, asked: Say, w: World, *, running: bool = False) -> Heard:
    """What is heard in a text that replies to `asked`. running: while a step is timed the net asks sooner.

    Where free words are the answer (`FREE`) there is no exact answer: danger comes first.
    """
    if asked.wants not in FREE and (answer := meaning.exactly(text, asked, w)):
        return Heard(answer, exact=True)
    if codes.alone(text):
        return Heard(meaning.understand(text, asked, w), exact=True)
    said = fold(text)
    count, long = len(said.split()), len(said) > meaning.LONG
    if language := _language(text, count, asked, w):
        return Heard(None, words=count, language=language)
    danger = danger_in(text, w.words.heard, given(w.person))
    if not danger.flag and "at_else" in asked.choices and (there := hurting(text, w.words.heard)).flag:
        danger = there
    if danger.flag and not danger.certain and asked.wants == "conditions":
        meant = meaning.understand(text, asked, w)  # "weak bones and a new hip" is what the list is for
        if meant and meant.kind == "answer" and meant.value.startswith("ticks:"):
            return Heard(meant, wary=True, words=count)
    if danger.flag:
        if WEIGHED[0] <= count and len(said) <= WEIGHED[1]:
            danger = _weighed(danger, text, w)
        meant = _of_the_exercise(text, danger, asked, w)
        return Heard(meant, danger=NONE if meant else danger, wary=meant is not None, words=count, long=long)
    opinion = read(text, w.words.net, danger.hints) if w.words.net else None
    likely = max(opinion.scores().values()) if opinion else 0.0
    meant = _meant(text, danger, likely, asked, w)
    asks = _asks(meant, danger, opinion, count, asked, running=running)
    readable = any(map(str.isalpha, said)) and not (
        meant and text.startswith("/")
    )  # what the net can make something of
    wary = danger.taken_back or danger.bare or (opinion is not None and readable and _wary(meant, likely, count))
    script = _of_other_script(said)
    near = meant is None and asked.wants == "pain" and numbers.only(text, w.words.typed)
    heard = Heard(meant, danger=danger, asks=asks, wary=wary, words=count, script=script, long=long, near=near)
    return replace(heard, nearest=opinion.nearest()) if opinion and asks == "urgent" else heard


def _language(text: str, count: int, asked: Say, w: World) -> Recognised | None:
    """The language it is in that we do not speak, unless it is a place, asks for that language, or is "merci"."""
    if w.words.language != w.catalog.language:  # a language that they chose is the one they write in
        return None
    found = find(text, w.catalog.foreign)
    if found is None or (not found.about and asked.wants == "city"):
        return None
    meant = None if found.about else meaning.understand(text, asked, w)
    plain = meant is not None and (meant == LANGUAGE or (count < FEW and not meant.guessed))
    return None if plain else found


def _of_the_exercise(text: str, danger: Danger, asked: Say, w: World) -> Meaning | None:
    """The answer it is beside an exercise, where all the danger in it is "I can't do this any more"."""
    rules = {why for why in danger.why if why.startswith("rule:")}
    if rules != {f"rule:{THIS}"} or "hurts" not in asked.choices:
        return None
    meant = meaning.understand(text, asked, w)
    return meant if meant and meant.kind == "answer" else None


def _weighed(danger: Danger, text: str, w: World) -> Danger:
    """What the rules found of the body, where the net hears the mood in all the words: that is asked about rather."""
    of_body = danger.flag != "crisis" and not OWN & {*danger.signs}
    if not of_body or danger.stops or w.words.net is None or read(text, w.words.net, danger.hints).asks() != "mood":
        return danger
    return replace(danger, flag="crisis", certain=False, why=(*danger.why, "net:mood"))


def _meant(text: str, danger: Danger, likely: float, asked: Say, w: World) -> Meaning | None:
    """What it means, but for a guess where danger is likely, and for what would pass over a word of a sign."""
    meant = meaning.understand(text, asked, w)
    if meant is None or (meant.guessed and likely >= (UNGUESSED if _goes_on(meant) else UNGUESSED_ELSE)):
        return None
    passed_over = danger.bare and meant.kind in SETTLING and asked.wants != "conditions"
    return None if passed_over else meant  # "a bit numb" is no "wait a bit"


def _goes_on(meant: Meaning) -> bool:
    """Whether it goes on as if nothing was."""
    values = meant.value.split(":")[:2] if meant.kind == "confirm" else [meant.value]
    return meant.kind == "done" or any(value in GOING_ON for value in values)


def _asks(
    meant: Meaning | None, danger: Danger, opinion: Opinion | None, count: int, asked: Say, *, running: bool
) -> Asks:
    """What is asked because of it though no rule fits: by the net, or since a word of a sign stands in few words."""
    if asked.wants == "pain" and meant == NO_PAIN:
        return ""
    pain = meant is not None and meant.kind == "hurts"
    beside = count - (pain and asked.wants == "pain")  # words besides the number that is asked for
    few = meant is not None and beside < FEW  # a few words that are understood are what they say
    alone = count < 2 and asked.wants not in FREE  # one word says too little to ask about; whom to call is said
    hurts = pain and running  # the step ends, and where it hurts is asked
    asks: Asks = ""
    if opinion and not (few or alone or hurts):
        asks = opinion.asks(sooner=danger.taken_back or meant is None)
    if meant is not None and meant.kind == "told" and (asks == "mood" or meant.value == "calf"):
        asks = asks if meant.value == "coping" else ""  # it has a question of its own
    if danger.bare and meant is None and (running or count <= BARE):
        asks = asks or "body"
    return asks


def _wary(meant: Meaning | None, likely: float, count: int) -> bool:
    """Whether it is likely enough to be about danger to say whom to call, by what was understood."""
    few = meant is not None and count < FEW
    plain = few or (meant is not None and meant.kind in ("told", "answer") and not meant.guessed)
    missed = count > 1 and (meant is None or meant.guessed)  # a lone "yes" hides nothing
    least = WARY_MISSED if missed else WARY_PLAIN if plain else WARY
    return likely >= least and not (few and count < 2)


def given(person: Person) -> frozenset[str]:
    """The concepts of danger that are known of somebody: who says "spotting" has told before that they are pregnant."""
    known = {CONDITIONS[each] for each in person.conditions if each in CONDITIONS}
    return frozenset(known | {CONDITIONS["bones"]} if person.youngest >= OLD else known)


def _of_other_script(said: str) -> bool:
    """Whether most of its letters are not Latin ones."""
    letters = [char for char in said[: meaning.LONG] if char.isalpha()]
    return sum(char > LAST_LATIN for char in letters) * 2 > len(letters)


def fits(text: str, asked: Say, w: World) -> bool:
    """Whether the text means anything now. A city may be any words, so a question that wants one takes all of them."""
    heard = hear(text, asked, w)
    return bool(heard.meaning or heard.danger.flag or heard.asks)
