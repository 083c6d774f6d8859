"""What a simulated person answers to what is offered: by the choices there are, never by a path that was laid out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.tools.simulate_people import Body, hard
from content.model import Catalog
from handlers.diary import SETTLED_BY
from handlers.moves import Part, State
from handlers.person import Person
from handlers.say import SCORES, Say
from handlers.session import Item, Session
from handlers.topics.session.end import NAMED

NEVER = frozenset((
    "age_0_17", "all_fine", "another_score", "body_sign", "cannot_reach", "change_where", "check_it", "declined",
    "delete", "delete_all", "export", "have_code", "hurts", "last_score", "last_session", "leave_here", "link",
    "mood_sign", "new_code", "nobody_yet", "one", "one_before", "pause", "privacy", "safety", "something_wrong",
    "stop_reminders", "timer", "unlink", "unsure", "unsure_one", "unwell", "wait_with_it", "did_not_ask", "worse",
    "wrong_age", "alone", "into_leg", "last_hurt", "menu", "ask_then", "answer_again", "stay", "what_to_say",
    "no_days", "change_zone", "language", "cant_sleep", "cant_stand", "cant_walk", "to_buttock", "to_thigh", "to_knee",
    "to_calf", "to_foot", "side_effects",
))  # pressed by nobody here, or only for a reason  # fmt: skip
OFTEN: Mapping[str, float] = {
    "age_20_50": 60, "age_51_69": 40, "agree": 100, "none": 100, "done": 100, "right": 100, "go_on": 100, "yes": 100,
    "ready": 100, "session": 100, "start": 100, "short": 8, "how": 3, "easier": 1, "skip": 1, "stop": 0.5, "later": 2,
    "rest_day": 2, "gentle_walk": 80, "not_today": 20, "carry_on": 100, "done_now": 100, "go_now": 60, "settled": 60,
    "skip_question": 1, "no": 10, "back": 40, "not_now": 30, "same": 60, "better": 20, "that_is_all": 100,
    "no_leg": 100, "i_manage": 100, "neither": 100, "said_go_on": 40, "not_seen": 50, "said_wait": 5, "takes_more": 3,
    "all_of_them": 30, "not_sure": 30, "set_up": 1, "pause_7": 1, "no_reminders": 1,
    "walk_2_4": 60, "walk_5_9": 100, "walk_10_19": 100, "walk_20_90": 60,
}  # how likely each is, against the others offered; 2 for all others  # fmt: skip
RARE = 2.0
HOME = frozenset(("checkin", "progress"))  # both are offered where one is at home
DOORS = ("progress", "learn", "more", "reminders", "checkin")
BESIDE = 0.06  # the share of visits in which one looks at something else first
HARDER = 12


class Answers:
    """One person's answers. seen, cleared: somebody has looked; a professional has said yes."""

    def __init__(self, body: Body, catalog: Catalog) -> None:
        self.body, self.catalog = body, catalog
        self.seen = self.cleared = False
        self.peaks: dict[str, int] = {}

    def begins(self) -> None:
        """A session begins: how high the pain gets in it is not known yet."""
        self.peaks = {}

    def at_rest(self, asked: Say) -> bool:
        """Whether nothing is open: they are at home."""
        return HOME.issubset(asked.choices)

    def door(self, asked: Say, goal: str) -> str:
        """The way from home to what they came for, or now and then to something else."""
        if self.body.does(BESIDE) or goal not in (*asked.choices, *asked.also):
            return self.body.random.choice([each for each in DOORS if each in asked.choices])
        return goal

    def choose(self, asked: Say, state: State, person: Person, now: datetime) -> str:
        """The answer; "" where they leave it open."""
        body = self.body
        if state.part is Part.HOLD:
            return self._held(asked)
        if state.part is Part.DANGER or (state.part is Part.ASIDE and {"yes", "no", "unsure"} <= {*asked.choices}):
            wanted = ("one", "yes") if body.kind.emergency and body.day == body.turns else ("none", "no")
            wanted = ("yes", "they_said_yes") if body.kind.pregnant and body.day >= body.turns else wanted
            if found := next((each for each in wanted if each in asked.choices), ""):
                return found
        if {"settled", "skip_question"} <= {*asked.choices} and not body.does(body.kind.mornings):
            return "skip_question"
        if {*SCORES} <= {*asked.choices}:
            return self._number(asked, state, person)
        if asked.wants == "city":
            return "yes" if "yes" in asked.choices else f"typed:{body.zone.rpartition('/')[2].replace('_', ' ')}"
        if "they_said_yes" in asked.choices:
            return "they_said_yes" if self.cleared else "not_yet"
        if state.part is Part.WELCOME and {"yes", "no", "unsure"} <= {*asked.choices}:
            return "no"
        offered = {choice: self._likely(choice, asked, state, person) for choice in asked.choices}
        offered = {choice: share for choice, share in offered.items() if share > 0}
        if max(offered.values(), default=0) > OFTEN["back"]:
            offered.pop("back", None)
        if not offered:
            return "back" if "back" in (*asked.choices, *asked.also) else ""
        return body.random.choices([*offered], [*offered.values()])[0]

    def _held(self, asked: Say) -> str:
        """On hold: somebody has looked, and gentle exercise is fine; or nothing is pressed."""
        wanted = ("yes", "been_seen", "hospital", "it_is_fine", "none")
        return next((each for each in wanted if each in asked.choices), "") if self.seen else ""

    def _likely(self, choice: str, asked: Say, state: State, person: Person) -> float:
        body = self.body
        if choice in NEVER:
            return 0
        if choice.startswith(("tick_", "off_", "can_", "do_", "ex_", "did_")):
            return 0.2 if choice.startswith(("do_", "did_", "ex_")) else 0
        if choice.startswith("in_") and state.session:
            return 100 if self.peaks.get(choice.removeprefix("in_"), 0) - state.session.before >= NAMED else 0
        if choice.startswith("min_"):
            return 100 if choice == f"min_{body.minutes}" else 0.01
        if choice.startswith("at_") and "no_reminders" in asked.choices:
            return 50 if body.reminded else 0.01
        if choice == "no_reminders":
            return 0.01 if body.reminded else 100
        if choice == "harder":
            return HARDER if body.kind.overdoes > 0.1 else 0.5
        if choice in ("settled", "still_sore"):
            sore = body.pain > (person.diary.days[-1].pre or 0) + SETTLED_BY if person.diary.days else False
            return 100 if (choice == "still_sore") == sore else 0.01
        if choice == "days_024":
            return 100 if len(body.kind.weekdays) == 3 else 10
        return OFTEN.get(choice, RARE)

    def _number(self, asked: Say, state: State, person: Person) -> str:
        """A number: how high it got, how hard it was, or how the back is now."""
        body, session = self.body, state.session
        if not body.does(body.kind.mornings) and "skip_question" in asked.choices:
            return "skip_question"
        if session and "effort" in asked.key:
            return str(body.effort(max((hard(each, self.catalog) for each in session.items), default=1)))
        if session and "highest" in asked.key:
            return str(max(self._peak(each, session) for each in session.items if each.exercise in session.done))
        if session and "peak" in asked.key:
            return str(self._peak(session.item, session))
        return str(body.pain)

    def _peak(self, item: Item, session: Session) -> int:
        """How high the pain got in it; it stays what it was."""
        if item.exercise not in self.peaks:
            self.peaks[item.exercise] = self.body.peak(session.before, hard(item, self.catalog))
        return self.peaks[item.exercise]
