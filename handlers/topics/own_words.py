"""What people ask for in their own words: minutes, a note, words for whoever runs this.

Words of their own are kept only where they asked for it. What holds words of danger is put aside until those have been
answered, and kept when they say so then.
"""

from __future__ import annotations

from handlers import facts as f
from handlers.moves import BACK, HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import plan
from handlers.say import OWN_WORDS, Say, say
from handlers.world import World

LONGEST = 1_000  # characters of a note
LAST = 30  # characters of the end of what was cut that are shown


class MinutesForToday(State, part=Part.CHECKIN):
    def ask(self, w: World) -> Say:
        return say("minutes_for_today", *(f"min_{n}" for n in plan.MINUTES), "back", wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        return minutes(answer, w) if answer.startswith("min_") else choose(answer, back=BACK)


def minutes(answer: str, w: World) -> Move:
    """A session of so many minutes today ("min_12"), or from now on ("min_12_always")."""
    number, _, always = answer.removeprefix("min_").partition("_")
    asked, (least, most) = int(number), plan.ANY_MINUTES
    if not least <= asked <= most:
        return go(HOME if always else MinutesForToday(), say("note.minutes_limits", least=least, most=most))
    told: f.Fact = f.MinutesChosen(asked) if always else f.MinutesToday(asked, w.person.day(w.now))
    out = plan.crowded_out(w.person.after(told, w.now), w.catalog, w.person.day(w.now))
    what = tuple(f"@exercise.{each}.short" for each in out)
    room = (say("note.no_room", minutes=f"@minutes:{asked}", what=what),) if out else ()
    if always:
        return go(HOME, told, say("note.minutes_always", minutes=f"@minutes:{asked}"), *room)
    return go(Leave(Exit.SESSION), told, *room)


# --- words of their own -------------------------------------------------------------------------------------------


class WritingWords(State, part=Part.CHECKIN):
    """A note, or something for whoever runs this; the next text is it."""

    kind: f.WordsFor

    def ask(self, w: World) -> Say:
        return say(f"writing_words.{self.kind}", "back", also=("stop",), wants="words")

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith(OWN_WORDS):
            return kept(self.kind, answer.removeprefix(OWN_WORDS), w)
        return choose(answer, back=BACK, stop=BACK)

    def put_aside(self, text: str) -> WordsAside:
        """The same with this text put aside, since it holds words of danger."""
        return WordsAside(self.kind, text.strip()[: LONGEST + 1])  # one more shows that it is to be cut


class WordsAside(State, part=Part.CHECKIN):
    """Words that held words of danger, which have been answered: kept only if they say so."""

    kind: f.WordsFor
    text: str

    def ask(self, w: World) -> Say:
        return say(f"words_aside.{self.kind}", "keep_words", "leave_words", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        left = go(BACK, say("note.words_left"))
        return choose(answer, keep_words=kept(self.kind, self.text, w), leave_words=left, back=left)


def asked(told: str) -> WritingWords | WordsAside:
    """Words of their own are asked for: "note", "feedback"; or, "feedback:it is small", whether to pass these on."""
    name, _, text = told.partition(":")
    kind: f.WordsFor = "feedback" if name == "feedback" else "note"
    return WordsAside(kind, text[: LONGEST + 1]) if text else WritingWords(kind)


def kept(kind: f.WordsFor, text: str, w: World, back: State | Leave = BACK) -> Move:
    """These words are kept, and it is said who reads them, that nobody does at once, and whether they were cut.

    back: where the talk goes on.
    """
    short = text[:LONGEST]
    told = f.Noted(short, w.person.day(w.now)) if kind == "note" else f.FeedbackGiven(short)
    cut = (say("note.words_cut", most=LONGEST, last=short[-LAST:].strip()),) if len(text) > LONGEST else ()
    return go(back, told, *cut, say(f"note.words_kept.{kind}"))
