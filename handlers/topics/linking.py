"""One person on two platforms: a code that is shown on one is typed on the other, and two talks become one.

Here is only what is said about it. A code is said once; no state holds it, so no save does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import facts as f
from handlers.events import CodeRefused
from handlers.habits import MISSED, TRIES, lately
from handlers.moves import BACK, Exit, Go, Leave, Move, Offer, Part, Redeem, State, Unlink, choose, go
from handlers.person import Person
from handlers.say import Arg, Say, lasting, say
from handlers.typed import codes
from handlers.world import World

LASTS = timedelta(minutes=10)  # how long a code is good


def begin(answer: str, w: World) -> Move:
    """What the command leads to: a code to type elsewhere; for who is new here, to type the one from elsewhere.

    answer: a code that was told with it, or that was in a link somebody opened, which may be somebody else's.
    """
    way, _, told = answer.partition(":")
    if way == "confirm":
        return ConfirmingLink(codes.seal(told))
    if way == "code":
        return EnteringCode().on(answer, w)
    return offered(w) if w.person.consent else EnteringCode()


def offered(w: World) -> Go:
    """A new code is told; an older one is good no more."""
    code, ends = w.code(), w.now + LASTS
    return go(ShowingCode(ends), Offer(codes.seal(code), ends), say("note.code", code=codes.shown(code)))


def good(until: datetime, now: datetime) -> bool:
    """Whether a code that is good until then (UTC) is; by a clock that was wrong that may lie years ahead."""
    return now < until <= now + LASTS


class ShowingCode(State, part=Part.ASIDE):
    """A code was told, which is good until `ends` (UTC)."""

    ends: datetime

    def ask(self, w: World) -> Say:
        unlink = ("unlink",) if w.person.linked else ()
        left = round((self.ends - w.now).total_seconds()) if good(self.ends, w.now) else 0
        key = "showing_code" if left > 0 else "showing_code.over"
        return say(key, "new_code", "have_code", *unlink, "back", time=lasting(left))

    def on(self, answer: str, w: World) -> Move:
        if answer == "new_code":
            return offered(w)
        return choose(answer, have_code=EnteringCode(), unlink=Unlinking() if w.person.linked else None, back=BACK)


class EnteringCode(State, part=Part.ASIDE):
    def ask(self, w: World) -> Say:
        return say("entering_code", "back", wants="code")

    def on(self, answer: str, w: World) -> Move:
        if answer.startswith("code:"):
            code = codes.read(answer.removeprefix("code:"))
            return go(self, Redeem(codes.seal(code)) if code else say("note.code_mistyped"))
        return choose(answer, back=BACK)


class ConfirmingLink(State, part=Part.ASIDE):
    """They opened a link with a code in it. Somebody else may have made it, to read along: so they are asked."""

    seal: str

    def ask(self, w: World) -> Say:
        return say("confirming_link", "yes", "no", also=("back",))

    def on(self, answer: str, w: World) -> Move:
        no = go(BACK, say("note.not_linked_now"))
        return choose(answer, yes=go(self, Redeem(self.seal)), no=no, back=no)


def locked(w: World) -> bool:
    """Whether so many wrong codes were typed that no other is taken for a while."""
    return _wait(w) > 0


def _wait(w: World) -> int:
    """Seconds until a code is taken again."""
    misses = lately(w.person.code_misses, w.now)
    return max(0, round((misses[0] + MISSED - w.now).total_seconds())) if len(misses) >= TRIES else 0


def refused(refusal: CodeRefused, state: State, w: World) -> Go:
    """A code that links nothing: what is said about it, and the open question again. Only a guess counts as one."""
    told = (f.CodeMissed(),) if refusal.why == "unknown" else ()
    place = named((refusal.platform,), w)[0]
    args: dict[str, dict[str, Arg]] = {"too_many": {"time": lasting(_wait(w))}, "busy": {"place": place}}
    note = say(f"note.code_{refusal.why}", args=args.get(refusal.why))
    return go(BACK if isinstance(state, ConfirmingLink) else state, *told, note)


# --- on several platforms -----------------------------------------------------------------------------------------


def named(platforms: tuple[str, ...], w: World) -> tuple[str, ...]:
    """The platforms as something to say."""
    return tuple(f"@choice.on_{name}" if w.words.has(f"choice.on_{name}") else name for name in platforms)


def others(w: World) -> tuple[str, ...]:
    """The platforms they talk on, but for the one they talk on now."""
    return tuple(name for name in w.person.linked if name != w.here)


def asks_where(person: Person) -> bool:
    """Whether it is to be asked where nudges go."""
    return bool(person.linked and person.nudges and not person.nudge_on)


def elsewhere(w: World) -> tuple[f.Fact | Say, ...]:
    """What is told with a nudge that cannot go where it was to go."""
    if w.person.nudge_on not in w.person.unreached:
        return ()
    return f.NudgePlatformChosen("last"), say("note.nudge_moved", place=named((w.person.nudge_on,), w)[0])


class ChoosingWhere(State, part=Part.ASIDE):
    """Where nudges go: there is one in total."""

    def ask(self, w: World) -> Say:
        there = (f"on_{name}" for name in w.person.linked if w.words.has(f"choice.on_{name}"))
        return say("choosing_where", *there, "on_last", "back")

    def on(self, answer: str, w: World) -> Move:
        name = answer.removeprefix("on_")
        if answer == "on_last":
            return go(BACK, f.NudgePlatformChosen(name), say("note.nudge_last"))
        if answer.startswith("on_") and name in w.person.linked:
            return go(BACK, f.NudgePlatformChosen(name), say("note.nudge_place", place=named((name,), w)[0]))
        return choose(answer, back=BACK)


class Unlinking(State, part=Part.ASIDE):
    """Which chat goes on alone with all that is known; the other one begins anew."""

    def ask(self, w: World) -> Say:
        both = ("keep_here", "leave_here") if w.here in w.person.linked else ()
        return say("unlinking", *both, "back", places=named(others(w), w) or ("-",))

    def on(self, answer: str, w: World) -> Move:
        gone = others(w)
        places = named(gone, w)
        if w.here not in w.person.linked:
            return choose(answer, back=BACK)
        keep = go(BACK, f.Unlinked(gone), Unlink(gone), say("note.kept_here", places=places))
        leave = go(Leave(Exit.PARTED), f.Unlinked((w.here,)), Unlink((w.here,)), say("note.left_here", places=places))
        return choose(answer, keep_here=keep, leave_here=leave, back=BACK)
