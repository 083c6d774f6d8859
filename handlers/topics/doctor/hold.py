"""No exercises until somebody has looked: what to do now, what to say there, who looked, and how a hold ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeVar

from handlers import facts as f
from handlers.moves import Exit, Go, Leave, Move, Part, State, choose, go
from handlers.rules import holds, safety
from handlers.say import Arg, Say, say
from handlers.world import World

LOOKED = {"hospital": "hospital", "own_doctor": "doctor", "by_phone": "phone"}
BEGAN = {"since_today": "today", "since_days": "days", "since_weeks": "weeks"}
ONCE_MORE = "nerves"  # asked once more before a hold ends: E1-E4
ALONE: Mapping[tuple[str, ...], str] = {("pregnancy_signs",): "maternity", ("overdose",): "overdose"}
HoldState = TypeVar("HoldState", bound="InHold")


class InHold(State, part=Part.HOLD):
    """What holds of every state of a hold.

    reasons, kind, told_at: why, how urgent it is, and when it was told (UTC), of somebody of whom nothing may be kept
    yet; of everybody else the person has them.
    """

    repeats = True
    reasons: tuple[str, ...] = ()
    kind: Literal["", f.Hold] = ""
    told_at: datetime | None = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__(part=Part.HOLD)

    def urgency(self, w: World) -> f.Hold:
        return w.person.held or self.kind or "emergency"

    def why(self, w: World) -> tuple[str, ...]:
        return w.person.reasons if w.person.held else self.reasons

    def since(self, w: World) -> datetime | None:
        return w.person.held_at if w.person.held else self.told_at

    def to(self, place: type[HoldState]) -> HoldState:
        """That place of the same hold."""
        return place(self.reasons, self.kind, self.told_at)


class OnHold(InHold):
    """No exercises until somebody has looked. unsure: they said just now that they are not sure of it."""

    unsure: bool = False

    def ask(self, w: World) -> Say:
        kind, reasons = self.urgency(w), self.why(w)
        again = ("answer_again",) if kind == "urgent" else ()
        wants = not (w.person.nudges or w.person.ask_then) and w.person.held
        choices = ("been_seen", "what_to_say", "cannot_reach", *again, *(("ask_then",) if wants else ()))
        own = _own_words(kind, reasons)
        if kind == "urgent":
            own = own or (".unsure" if self.unsure else "")
            return say(f"held.urgent{own}", *choices, args=safety.numbers(w))
        if self.unsure and not own:
            tell = _in_short(reasons) if len(reasons) == 1 else "@telling_what.asked_for"
            return say("held.unsure", *choices, args=safety.numbers(w), tell=tell)
        return say(f"held.{own or kind}", *choices, args=safety.numbers(w), tell=_in_short(reasons))

    def on(self, answer: str, w: World) -> Move:
        moves: dict[str, Move] = {"been_seen": self.to(WhoLooked), "what_to_say": self.to(TellingWhat)}
        moves |= {"cannot_reach": self.to(CannotReach), "back": self}
        moves["ask_then"] = go(self, f.FollowUpWanted(), say("note.ask_then"))
        if self.urgency(w) == "urgent":
            moves["answer_again"] = Leave(Exit.SCREEN)
        return moves.get(answer)


class TellingWhat(InHold):
    """One sentence to say to whoever answers. began: since when, once they told."""

    began: str = ""

    def ask(self, w: World) -> Say:
        reasons = self.why(w)
        choices = (*(each for each, began in BEGAN.items() if began != self.began), "been_seen", "cannot_reach", "back")
        args = safety.numbers(w)
        args |= {"call": args[self.urgency(w)], "since": self._since(w), "tell": _in_full(reasons)}
        if reasons == ("overdose",):
            return say("telling_what.overdose", *choices[-3:], args=args)
        one_of = len(reasons) > 1 and set(reasons) in safety.whole_lists(w.catalog)
        return say("telling_what.one_of" if one_of else "telling_what", *choices, args=args)

    def _since(self, w: World) -> str:
        told = self.since(w)
        if self.began or told is None or w.person.day(told) == w.person.day(w.now):
            return f"@telling_what.since.{self.began or 'today'}"
        return f"@telling_what.since.weekday_{w.person.day(told).isoweekday()}"

    def on(self, answer: str, w: World) -> Move:
        if answer in BEGAN:
            return TellingWhat(self.reasons, self.kind, self.told_at, BEGAN[answer])
        return choose(answer, been_seen=self.to(WhoLooked), cannot_reach=self.to(CannotReach), back=self.to(OnHold))


class CannotReach(InHold):
    """Nobody answers. There is always somebody else, and it never opens the plan."""

    def ask(self, w: World) -> Say:
        return say(f"cannot_reach.{self.urgency(w)}", "been_seen", "what_to_say", "back", args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        return choose(answer, been_seen=self.to(WhoLooked), what_to_say=self.to(TellingWhat), back=self.to(OnHold))


class SeenYet(InHold):
    """Asked the next morning and after two days: whether somebody has looked."""

    def ask(self, w: World) -> Say:
        also = ("been_seen", "what_to_say")
        return say(f"seen_yet.{self.urgency(w)}", "yes", "not_yet", "cannot_reach", also=also, args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        return choose(
            answer,
            yes=self.to(WhoLooked),
            been_seen=self.to(WhoLooked),
            what_to_say=self.to(TellingWhat),
            not_yet=self.to(OnHold),
            cannot_reach=self.to(CannotReach),
            back=self.to(OnHold),
        )


class WhoLooked(InHold):
    """Who looked. An emergency does not end by a call, and not within two hours of being told."""

    def ask(self, w: World) -> Say:
        return say(f"who_looked.{self.urgency(w)}", *LOOKED, "nobody_yet", "back", args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        kind = self.urgency(w)
        if answer == "nobody_yet":
            return go(self.to(OnHold), say("note.please_go"))
        if answer not in LOOKED:
            return choose(answer, back=self.to(OnHold))
        if not holds.enough(kind, LOOKED[answer]):
            return go(self.to(OnHold), say("note.not_by_phone"))
        told = self.since(w)
        if told and holds.too_soon(kind, told, w.now):
            return go(self.to(OnHold), say("note.too_soon", left=f"@minutes:{holds.minutes_left(told, w.now)}"))
        return BeenSeen(self.why(w), self.kind, self.told_at, LOOKED[answer])


class BeenSeen(InHold):
    """What they said about exercise. by: who looked."""

    by: str = ""

    def ask(self, w: World) -> Say:
        return say("been_seen", "it_is_fine", "wait_with_it", "did_not_ask", "back", args=safety.numbers(w))

    def on(self, answer: str, w: World) -> Move:
        if not self.by:  # nobody was asked yet who looked
            return self.to(WhoLooked)
        return choose(
            answer,
            it_is_fine=OnceMore(self.reasons, self.kind, self.told_at, self.by),
            wait_with_it=go(self.to(OnHold), say("note.wait_with_it")),
            did_not_ask=go(self.to(OnHold), say("note.please_ask")),
            back=self.to(WhoLooked),
        )


class OnceMore(InHold):
    """The signs of E1-E4 once more: only when there is none of them does the hold end."""

    by: str = ""

    def ask(self, w: World) -> Say:
        args: dict[str, Arg] = {**safety.listed(safety.group(w.catalog, ONCE_MORE)[1]), **safety.numbers(w)}
        return say("once_more", "none", "one", "unsure", args=args)

    def on(self, answer: str, w: World) -> Move:
        _, shown = safety.group(w.catalog, ONCE_MORE)
        if answer == "none" and self.by:
            told = (f.Answered(shown.id, "none"), f.Released(_by(self.by)), *holds.first_levels(w.person, w.catalog))
            return go(Leave(Exit.RELEASED), *told, say("note.released", args=safety.numbers(w)))
        if answer in ("one", "unsure"):
            reasons = tuple(q.id for q in shown.questions)
            why = holds.told("emergency", reasons, unsure=answer == "unsure")
            return go(Leave(Exit.HELD, why), f.Answered(shown.id, answer), f.Held("emergency", reasons))
        return choose(answer, back=self.to(OnHold))


def _own_words(kind: f.Hold, reasons: tuple[str, ...]) -> str:
    """What these reasons have a text of their own by; "" for that of all others."""
    if kind == "urgent":
        return ".common" if holds.common(reasons) else ".fragile" if "fragile" in reasons else ""
    return ALONE.get(reasons, "")


def on_hold(answer: str, w: World) -> OnHold | Go:
    """The hold. answer: how urgent, and the ids of the reasons, where nothing may be kept of them yet."""
    kind, *told = answer.split() or ("emergency",)
    unsure, reasons = holds.UNSURE in told, tuple(each for each in told if each != holds.UNSURE)
    hold = OnHold(reasons, "urgent" if kind == "urgent" else "emergency", w.now if answer else None, unsure=unsure)
    if w.person.held:
        hold = OnHold(w.person.reasons, unsure=unsure)
    says_so = not _own_words(hold.urgency(w), hold.why(w))
    return hold if says_so or not unsure else go(hold, say("note.unsure_is_yes"))


def _by(by: str) -> f.By:
    return next(each for each in holds.ENOUGH["urgent"] if each == by)


def _in_short(reasons: tuple[str, ...]) -> str:
    """What to tell them, in a few words."""
    return f"@question.{reasons[0]}.tell" if len(reasons) == 1 else "@telling_what.several"


def _in_full(reasons: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"@question.{reason}.tell" for reason in reasons) or ("@telling_what.several",)
