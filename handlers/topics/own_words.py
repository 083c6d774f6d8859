"""What people ask for in their own words: minutes for today, a number put right, a note, words for whoever runs this.

Words of their own are kept only where they asked for it. What holds words of danger is put aside until those have been
answered, and kept when they say so then.
"""

from __future__ import annotations

from datetime import timedelta

from handlers import facts as f
from handlers.moves import BACK, HOME, Exit, Leave, Move, Part, State, choose, go
from handlers.rules import plan, safety
from handlers.say import OWN_WORDS, SCORES, Say, say
from handlers.world import World

LONGEST = 1_000  # characters of a note
RECENT = timedelta(hours=36)  # a number given within this time can be put right


class MinutesForToday(State, part=Part.CHECKIN):
    def ask(self, w: World) -> Say:
        return say("minutes_for_today", *(f"min_{n}" for n in plan.MINUTES), "back", wants="minutes")

    def on(self, answer: str, w: World) -> Move:
        return minutes(answer, w) if answer.startswith("min_") else choose(answer, back=BACK)


def minutes(answer: str, w: World) -> Move:
    """A session of so many minutes today ("min_12"), or from now on ("min_12_always")."""
    number, _, always = answer.removeprefix("min_").partition("_")
    asked = int(number)
    if asked < 1:
        return go(MinutesForToday(), say("note.minutes_limits"))
    fits = max([n for n in plan.MINUTES if n <= asked], default=min(plan.MINUTES))
    near = () if fits == asked else (say("note.minutes_near", minutes=f"@minutes:{fits}"),)
    if always:
        return go(HOME, f.MinutesChosen(fits), *near, say("note.minutes_always", minutes=f"@minutes:{fits}"))
    return go(Leave(Exit.SESSION), f.MinutesToday(fits, w.person.day(w.now)), *near)


# --- putting right ------------------------------------------------------------------------------------------------


def recent(w: World) -> bool:
    """Whether there is a number that can be put right."""
    return w.person.pain is not None and w.person.pain_at is not None and w.now - w.person.pain_at <= RECENT


class CorrectingScore(State, part=Part.CHECKIN):
    """Which number ought to stand there."""

    def ask(self, w: World) -> Say:
        return say("correcting_score", *SCORES, "back", wants="pain", score=w.person.pain or 0)

    def on(self, answer: str, w: World) -> Move:
        return corrected(int(answer), w) if answer in SCORES else choose(answer, back=BACK)


def corrected(score: int, w: World) -> Move:
    """The latest number is this one."""
    high = (say("note.high", score=score, args=safety.numbers(w)),) if score >= safety.HIGH_PAIN else ()
    return go(BACK, f.PainCorrected(score), say("note.corrected", was=w.person.pain or 0, score=score), *high)


class TakingBack(State, part=Part.CHECKIN):
    """What of the latest things is not to count."""

    def ask(self, w: World) -> Say:
        session = ("last_session",) if session_today(w) else ()
        score = ("last_score", "another_score") if recent(w) else ()
        return say("taking_back", *session, *score, "keep_it", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        if answer == "last_session" and session_today(w):
            return go(BACK, f.SessionTakenBack(w.person.day(w.now)), say("note.taken_back"))
        if answer == "last_score" and recent(w):
            return go(BACK, f.PainTakenBack(), say("note.taken_back"))
        if answer == "another_score" and recent(w):
            return CorrectingScore()
        kept = go(BACK, say("note.kept"))
        return choose(answer, keep_it=kept, back=kept)


def session_today(w: World) -> bool:
    """Whether a session of today can be taken back."""
    return bool(w.person.past) and w.person.past[-1].day == w.person.day(w.now)


# --- words of their own -------------------------------------------------------------------------------------------


class WritingWords(State, part=Part.CHECKIN):
    """A note, or something for whoever runs this; the next text is it."""

    kind: f.WordsFor

    def ask(self, w: World) -> Say:
        return say(f"writing_words.{self.kind}", "back", also=("stop",), wants="words")

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith(OWN_WORDS):
            return kept(self.kind, answer.removeprefix(OWN_WORDS))
        return choose(answer, back=BACK, stop=BACK)

    def put_aside(self, text: str) -> WordsAside:
        """The same with this text put aside, since it holds words of danger."""
        return WordsAside(self.kind, text.strip()[:LONGEST])


class WordsAside(State, part=Part.CHECKIN):
    """Words that held words of danger, which have been answered: kept only if they say so."""

    kind: f.WordsFor
    text: str

    def ask(self, w: World) -> Say:
        return say(f"words_aside.{self.kind}", "keep_words", "leave_words", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        left = go(BACK, say("note.words_left"))
        return choose(answer, keep_words=kept(self.kind, self.text), leave_words=left, back=left)


def asked(told: str) -> WritingWords | WordsAside:
    """Words of their own are asked for: "note", "feedback"; or, "feedback:it is small", whether to pass these on."""
    name, _, text = told.partition(":")
    kind: f.WordsFor = "feedback" if name == "feedback" else "note"
    return WordsAside(kind, text[:LONGEST]) if text else WritingWords(kind)


def kept(kind: f.WordsFor, text: str) -> Move:
    """These words are kept, and it is said who reads them, and that nobody does at once."""
    told = f.Noted(text[:LONGEST]) if kind == "note" else f.FeedbackGiven(text[:LONGEST])
    return go(BACK, told, say(f"note.words_kept.{kind}"))
