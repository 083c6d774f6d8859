"""Anyone, doing anything in any order: what must always hold, held against thousands of made-up people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from string import printable
from typing import get_args

from hypothesis import Phase, settings, strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bot.speaking.speak import speak
from content.load import load
from handlers import dialog as talk, facts as f, merging, saved
from handlers.dialog import Dialog, Turn
from handlers.events import (
    MEDIA,
    CodeRefused,
    Edited,
    Event,
    Gone,
    Located,
    NudgeDue,
    PlatformGone,
    Pressed,
    Rang,
    Refusal,
    Said,
    Showed,
    Woke,
)
from handlers.person import Person
from handlers.rules import crises, holds
from handlers.topics import doctor
from handlers.topics.session import ready, timed
from handlers.world import World
from tests.fakes.shared.engines import WAY

CATALOG = load()
WORDS = CATALOG.words["en"]
KNOWN = WORDS.typed
CHOICES = sorted({*KNOWN.ways, *map(str, range(11)), "at_0745", "days_024", "min_5"})
PHRASES = sorted({way for ways in (*KNOWN.ways.values(), *KNOWN.commands.values()) for way in ways})
HEALTH = (f.PainRated, f.Answered, f.Held, f.HurtDuring, f.CheckedIn, f.Screened, f.SessionFinished, f.DangerSaid)
EXERTING = (timed.Holding, timed.Resting, timed.Moving, timed.Resuming, ready.Ready, ready.Explaining)


class AnyPerson(RuleBasedStateMachine):
    """One person and one clock."""

    pressed = Bundle("pressed")

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)  # a clock change lies two days ahead
        self.dialog: Dialog = talk.NEW
        self.person = Person()
        self.facts: list[tuple[datetime, f.Fact]] = []
        self.folded, self.looked_at = Person(), 0  # the fold of so many of the facts
        self.nudged: list[date] = []
        self.asked_turns: list[tuple[int, tuple[str, ...]]] = []
        self.said: list[str] = []

    def world(self) -> World:
        return World(self.now, CATALOG, self.person, here="telegram")

    def hear(self, event: Event) -> Turn:
        before = self.dialog
        turn = talk.advance(self.dialog, event, self.world())
        assert turn == talk.advance(self.dialog, event, self.world()), "the same again gives the same"
        if turn.dialog is before:
            assert not turn.says
            assert not turn.facts
        else:
            assert turn.forget or turn.dialog.turn == before.turn + 1
        self._check(before, turn)
        self.dialog, self.person = turn.dialog, turn.person
        if turn.forget:
            self.person, self.facts, self.nudged, self.asked_turns = Person(), [], [], []
            self.folded, self.looked_at = Person(), 0
        else:
            self.facts += [(self.now, fact) for fact in turn.facts]
            if turn.says:
                self.asked_turns.append((turn.dialog.turn, turn.says[-1].choices))
        return turn

    def _check(self, before: Dialog, turn: Turn) -> None:
        for utterance in speak(turn.says, turn.dialog.turn, WORDS):
            assert utterance.text.strip()
        pardon = [said.key for said in turn.says if said.key.startswith("pardon")]
        self.said = [*self.said, *pardon][-3:] if pardon else []
        if not turn.person.consent and not self.person.consent:
            assert not any(isinstance(fact, HEALTH) for fact in turn.facts), "nothing about health without a yes"
        if turn.person.held:
            assert not isinstance(turn.dialog.state, EXERTING), "no exercise while they are on hold"
        if self.person.held and not turn.person.held and not turn.forget:
            ended = [fact.by for fact in turn.facts if isinstance(fact, f.Released)]
            seen = isinstance(before.state, doctor.OnceMore) and holds.enough(self.person.held, ended[0])
            assert len(ended) == 1
            assert seen or (ended == ["answers"] and self.person.held == "urgent"), "no hold ends but by a word"
            soon = holds.too_soon(self.person.held, self.person.held_at, self.now)
            assert not soon, "nobody is seen and sent home so soon"
        if turn.person.crisis and not crises.is_over(turn.person.crisis, replace(self.world(), person=turn.person)):
            assert not turn.dialog.state.session, "nothing of exercise until the day after"
            assert not any(isinstance(fact, f.SessionStarted | f.PainRated) for fact in turn.facts)
            assert not any("session" in said.choices for said in turn.says)
        if turn.person.held or not turn.person.screened or not turn.person.consent:
            assert not any(isinstance(fact, f.SessionStarted) for fact in turn.facts)
        started = [fact for fact in turn.facts if isinstance(fact, f.SessionStarted)]
        if started:
            assert not turn.person.is_off(self.now)
            assert not turn.person.signs, "the urgent lists come first"
            assert not set(started[0].exercises) & set(turn.person.rests_today(self.now)), "what hurt today is left out"
        sessions = len(talk.session_in(before)), len(talk.session_in(turn.dialog))
        finished = [fact for fact in turn.facts if isinstance(fact, f.SessionFinished)]
        if sessions == (1, 0) and not turn.forget:
            assert finished, "no session goes away unrecorded"
        for fact in turn.facts:
            if isinstance(fact, f.Nudged):
                assert turn.once

    # --- what people do -------------------------------------------------------------------------------------------

    @initialize(answers=st.lists(st.sampled_from(("yes", "none", "agree", "go_on")), max_size=1))
    def begin(self, answers: list[str]) -> None:
        self.hear(Said("hello"))

    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        asked = talk.ask(self.dialog, self.world())
        choice = data.draw(st.sampled_from((*asked.choices, *asked.also, "menu", "help")))
        self.hear(Pressed(choice, self.dialog.turn))

    @rule()
    def hurry(self) -> None:
        """Take the first answer a few times, so that sessions are reached often."""
        for _ in range(4):
            asked = talk.ask(self.dialog, self.world())
            if asked.choices:
                self.hear(Pressed(asked.choices[0], self.dialog.turn))

    @rule()
    def arrive(self) -> None:
        """All the way to the first session, where the way leads there."""
        for choice in WAY[: WAY.index("skip") + 1]:
            self.hear(Pressed(choice, self.dialog.turn))

    @rule(data=st.data())
    def press_an_old_one(self, data: st.DataObject) -> None:
        if self.asked_turns:
            turn, choices = data.draw(st.sampled_from(self.asked_turns))
            if choices:
                self.hear(Pressed(data.draw(st.sampled_from(choices)), turn))

    @rule(choice=st.sampled_from(CHOICES), turn=st.integers(-1, 60))
    def forge(self, choice: str, turn: int) -> None:
        self.hear(Pressed(choice, turn))

    @rule(
        text=st.one_of(
            st.text(max_size=60),
            st.text(alphabet=printable, max_size=30),
            st.sampled_from(PHRASES),
            st.sampled_from(("i can't feel my legs", "i want to die", "worse, 8", "7:30 pm", "lisbon")),
        )
    )
    def type_something(self, text: str) -> None:
        self.hear(Said(text))

    @rule(
        command=st.sampled_from(sorted(KNOWN.commands)),
        told=st.one_of(
            st.text(max_size=20), st.sampled_from((*PHRASES, "18:30 mon wed fri", "7 worse", "9", "learn_x"))
        ),
    )
    def command_and_more(self, command: str, told: str) -> None:
        self.hear(Said(f"/{command} {told}"))

    @rule(kind=st.one_of(st.sampled_from(MEDIA), st.text(max_size=5)))
    def show_something(self, kind: str) -> None:
        before, known = self.dialog, self.person
        turn = self.hear(Showed(kind))
        self._nothing_moved(before, known, turn)

    @rule(text=st.one_of(st.sampled_from(PHRASES), st.text(max_size=40), st.just("i can't feel my legs")))
    def change_a_message(self, text: str) -> None:
        before, known = self.dialog, self.person
        turn = self.hear(Edited(text))
        if turn.says and turn.says[0].key.startswith("note.edited"):
            self._nothing_moved(before, known, turn)

    @rule(zone=st.one_of(st.sampled_from(("", "Europe/Lisbon", "Asia/Kathmandu", "Etc/GMT+3")), st.text(max_size=12)))
    def share_a_place(self, zone: str) -> None:
        known = self.person
        turn = self.hear(Located(zone))
        assert all(isinstance(fact, f.Found | f.PlatformFound | f.Judged) for fact in turn.facts)
        assert _settings(turn.person) == _settings(known)

    @staticmethod
    def _nothing_moved(before: Dialog, known: Person, turn: Turn) -> None:
        lapsed = isinstance(turn.dialog.state, timed.Interrupted)
        stays = type(turn.dialog.state) is type(before.state) or lapsed
        assert stays
        assert turn.dialog.missed == before.missed
        assert all(isinstance(fact, f.Found | f.PlatformFound | f.Judged) for fact in turn.facts)
        assert _settings(turn.person) == _settings(known)

    @rule(seconds=st.one_of(st.integers(1, 40), st.integers(60, 90_000), st.integers(100_000, 3_000_000)))
    def wait(self, seconds: int) -> None:
        """Time passes; rings come on time."""
        end = self.now + timedelta(seconds=seconds)
        for _ in range(60):
            rings = talk.alarm(self.dialog)
            if rings is None or rings > end:
                break
            self.now = max(self.now, rings)
            before = self.dialog
            self.hear(Rang())
            assert self.dialog is not before, "an alarm that is heard and still stands would ring for ever"
        self.now = max(self.now, end)

    @rule(seconds=st.integers(1, 20_000))
    def be_away(self, seconds: int) -> None:
        """A restart: time passes and nothing rings."""
        self.now += timedelta(seconds=seconds)
        self.dialog = saved.load_dialog(saved.dump_dialog(self.dialog))
        self.person = saved.load_person(saved.dump_person(self.person))
        held = isinstance(self.dialog.state, timed.Holding)
        spent = self.dialog.state.session.spent if isinstance(self.dialog.state, timed.Holding) else 0
        self.hear(Woke())
        if held and isinstance(self.dialog.state, timed.Interrupted):
            assert self.dialog.state.session.spent == spent, "what nobody saw is not counted as done"

    @rule(times=st.integers(1, 3))
    def ring_for_nothing(self, times: int) -> None:
        """Early and doubled rings."""
        rings = talk.alarm(self.dialog)
        if rings is None or rings > self.now:
            for _ in range(times):
                before = self.dialog
                self.hear(Rang())
                assert self.dialog is before

    @rule(late=st.integers(0, 200))
    def nudge(self, late: int) -> None:
        if self.person.nudges is None or self.person.away:
            return
        day = self.person.day(self.now)
        if self.person.nudged and day <= self.person.nudged:
            return  # the schedule gives each date once; that is tested where it is computed
        turn = self.hear(NudgeDue(day, self.now - timedelta(minutes=late)))
        assert any(isinstance(fact, f.Nudged | f.NudgeSkipped) for fact in turn.facts)
        assert self.person.nudged == day

    @rule()
    def block(self) -> None:
        self.hear(Gone())
        assert self.person.away

    @rule(why=st.sampled_from(get_args(Refusal)))
    def type_a_code(self, why: Refusal) -> None:
        turn = self.hear(Said("/link k7pd 3xqn"))
        if turn.wish:
            assert turn.dialog is self.dialog
            assert self.hear(CodeRefused(why)).says

    @rule()
    def link(self) -> None:
        """Somebody new on another platform turns out to be this person."""
        sides = merging.OneOfTwo(self.person, self.dialog), merging.OneOfTwo(Person(), talk.NEW)
        if any(talk.session_in(self.dialog)):
            return  # a code is neither given nor taken then
        told: list[f.Fact] = [merging.linked(*sides, ("discord", "telegram"), self.now)]
        for fact in told:
            self.person = self.person.after(fact, self.now)
        self.facts += [(self.now, fact) for fact in told]
        held = bool(sides[0].person.held)
        self.dialog = merging.joined(*sides, self.world()).dialog
        assert not held or self.person.held

    @rule(lost=st.sampled_from(("discord", "telegram")), again=st.booleans())
    def lose_a_platform(self, lost: str, again: bool) -> None:
        if self.person.linked and lost not in self.person.unreached:
            self.hear(PlatformGone(lost, again))
            assert lost in self.person.unreached

    # --- what always holds ----------------------------------------------------------------------------------------

    @invariant()
    def saving_and_loading_is_the_identity(self) -> None:
        assert saved.load_dialog(saved.dump_dialog(self.dialog)) == self.dialog
        assert saved.load_person(saved.dump_person(self.person)) == self.person

    @invariant()
    def the_person_is_the_fold_of_the_facts(self) -> None:
        """And a summary is what was recorded."""
        for at, fact in self.facts[self.looked_at :]:
            self.folded = self.folded.after(saved.load_fact(*saved.dump_fact(fact)), at)
            if isinstance(fact, f.SessionFinished):
                assert not set(fact.done) & set(fact.skipped)
                assert fact.seconds >= 0
        self.looked_at = len(self.facts)
        assert self.folded == self.person

    @invariant()
    def it_is_never_the_same_line_three_times(self) -> None:
        assert len(self.said) < 3 or len(set(self.said)) > 1

    @invariant()
    def the_memory_stays_small(self) -> None:
        assert len(saved.dump_person(self.person)) < 16_000
        assert len(saved.dump_dialog(self.dialog)) < 3_000


def _settings(person: Person) -> Person:
    """Somebody without what is worked out as time passes, and where they can be reached."""
    none = Person()
    return replace(person, away=False, unreached=(), diary=none.diary, judged=none.judged, levels=none.levels)


# A failure is told as it was found: shrinking a life of fifty events takes minutes.
AnyPerson.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
TestAnyPerson = AnyPerson.TestCase
