"""Talking in a real terminal. What can be answered stands under the message, by number, by Tab or by typing any text.

What Lumbot says scrolls up, indented; what the person says begins with "> ". Only the answers, the countdown and the
line being typed are drawn again and again, so a countdown never disturbs the typing. The end of a countdown rings.
"""

from __future__ import annotations

import asyncio
import textwrap
from datetime import datetime
from math import ceil

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText, StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.shortcuts import print_formatted_text
from prompt_toolkit.styles import Style

from bot.adapter import Address, Clock, Listener
from bot.platforms.terminal.plain import HERE, LEAVING, PlainTerminal, echoed
from bot.speaking.speak import Button, Utterance, worded
from handlers.events import Event, Pressed, Said

WIDEST = 76  # columns; longer lines are hard to read
REFRESH = 0.2  # seconds between two drawings of the countdown
STYLE = Style.from_dict({"you": "ansicyan", "count": "bold", "at": "reverse"})


class Terminal(PlainTerminal):
    """The platform "terminal" for a person who sits at it.

    speed: how much faster than real holds run, for the countdown. input, output: for tests; else the real terminal.
    """

    def __init__(
        self,
        now: Clock,
        *,
        here: Address = HERE,
        speed: float = 1.0,
        colour: bool = True,
        input: Input | None = None,
        output: Output | None = None,
    ) -> None:
        super().__init__(self._print, now, here)
        self.speed = speed
        self.chosen: int | None = None  # the place of the answer Tab has come to
        self.begun_with: tuple[Button, ...] | None = None  # the answers there were when the line being typed was begun
        self.pressed: Button | None = None  # what Enter chose
        self.session: PromptSession[str] = PromptSession(
            self._prompt,
            style=STYLE,
            key_bindings=self._keys(),
            erase_when_done=True,
            enable_suspend=True,  # Ctrl-Z
            color_depth=None if colour else ColorDepth.DEPTH_1_BIT,
            input=input,
            output=output,
        )
        self.session.default_buffer.on_text_changed += lambda _: self._typed()

    # --- what Lumbot says -----------------------------------------------------------------------------------------

    async def _put(self, utterance: Utterance) -> None:
        """Above the line being typed, which stays as it is."""
        over = self.until is not None and self.now() >= self.until
        lines = [*wrapped(worded(utterance), self._width()), *self._saved(utterance)]

        def put() -> None:
            self._print("\n".join(["", *lines]))
            if over:
                self.session.output.bell()
                self.session.output.flush()

        self.chosen = None
        if self.session.app.is_running:
            await run_in_terminal(put)
        else:
            put()

    def _print(self, text: str, style: str = "") -> None:
        print_formatted_text(FormattedText([(style, text)]), style=STYLE, output=self.session.output)

    def _width(self) -> int:
        return max(20, min(self.session.output.get_size().columns - 1, WIDEST))

    # --- what the person says -------------------------------------------------------------------------------------

    async def converse(self, coach: Listener) -> None:
        """Read and answer until the person leaves with Ctrl-C or Ctrl-D."""
        looking = asyncio.create_task(self._look(), name="countdown")
        try:
            await self._converse(coach)
        finally:
            looking.cancel()

    async def _look(self) -> None:
        """Draw anew when something drawn is another: the countdown, or the answers."""
        drawn: object = None
        while True:
            now = countdown(self.until, self.now(), self.speed), self.buttons
            if now != drawn:
                drawn = now
                self.session.app.invalidate()
            await asyncio.sleep(REFRESH)

    async def _converse(self, coach: Listener) -> None:
        while True:
            self.begun_with = self.pressed = None
            try:
                text = await self.session.prompt_async(handle_sigint=False)
            except (EOFError, KeyboardInterrupt):
                self._print(f"\n{LEAVING}")
                return
            event, shown = await self._event(coach, text)
            self._print(f"\n> {shown}", "class:you")
            await self.say(coach, event)

    async def _event(self, coach: Listener, text: str) -> tuple[Event, str]:
        """What the line means to the engine, and how it looks in the talk. A number may be the place of an answer."""
        if self.pressed:
            return _press(self.pressed)
        begun = self.begun_with or ()
        place = int(text) - 1 if text.strip().isascii() and text.strip().isdigit() and len(text) < 4 else -1
        placed = numbered(begun) and 0 <= place < len(begun)
        if placed and (begun != self.buttons or not await coach.fits(self.here, text)):
            return _press(begun[place])
        return Said(text), echoed(text)

    def _typed(self) -> None:
        """A number counts for the answers that stood there when the line was begun, should they change meanwhile."""
        text = self.session.default_buffer.text
        if not text or self.begun_with is None:
            self.begun_with = self.buttons if text else None
        self.chosen = None

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        empty = Condition(lambda: not self.session.default_buffer.text)

        def go(step: int) -> None:
            if count := len(self.buttons):
                first = 0 if step > 0 else count - 1
                self.chosen = first if self.chosen is None else (self.chosen + step) % count

        for key, step in (("tab", 1), ("right", 1), ("down", 1), ("s-tab", -1), ("left", -1), ("up", -1)):
            keys.add(key, filter=empty)(lambda _, step=step: go(step))

        @keys.add("enter", filter=empty)
        def enter(event: KeyPressEvent) -> None:
            if self.chosen is not None:
                self.pressed = self.buttons[self.chosen]
                event.app.exit(result="")

        @keys.add("escape", filter=empty, eager=True)
        def nothing(event: KeyPressEvent) -> None:
            self.chosen = None

        return keys

    # --- what is drawn again and again ----------------------------------------------------------------------------

    def _prompt(self) -> StyleAndTextTuples:
        drawn: StyleAndTextTuples = [("", "\n")]
        for row in rows(self.buttons, self._width()):
            for place in row:
                label = answer(self.buttons, place)
                drawn.append(("class:at", f"[{label}]") if place == self.chosen else ("", f" {label} "))
                drawn.append(("", " "))
            drawn.append(("", "\n"))
        if count := countdown(self.until, self.now(), self.speed):
            drawn.append(("class:count", f"{count} "))
        return [*drawn, ("class:you", "> ")]


def numbered(buttons: tuple[Button, ...]) -> bool:
    """Whether answers are numbered: not where a label begins with a digit, or a 3 could mean two things."""
    return not any(button.label[:1].isdigit() for button in buttons)


def answer(buttons: tuple[Button, ...], place: int) -> str:
    """An answer as it stands under the message: "2 How exactly?"."""
    return f"{place + 1} {buttons[place].label}" if numbered(buttons) else buttons[place].label


def rows(buttons: tuple[Button, ...], width: int) -> list[list[int]]:
    """The places of the answers, in as many rows as they need."""
    found: list[list[int]] = []
    room = 0
    for place in range(len(buttons)):
        needed = len(answer(buttons, place)) + 3
        if not found or needed > room:
            found.append([])
            room = width
        found[-1].append(place)
        room -= needed
    return found


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, indented by two; what begins with "- " hangs."""
    lines: list[str] = []
    for line in text.split("\n"):
        hang = "    " if line.startswith("- ") else "  "
        lines += textwrap.wrap(line, width, initial_indent="  ", subsequent_indent=hang, break_on_hyphens=False) or [""]
    return lines


def countdown(until: datetime | None, now: datetime, speed: float) -> str:
    """What is left, in seconds of the hold ("12 s", "4:35"); "" when nothing is running."""
    left = ceil((until - now).total_seconds() * speed) if until else 0
    if left <= 0:
        return ""
    return f"{left} s" if left < 100 else f"{left // 60}:{left % 60:02}"


def _press(button: Button) -> tuple[Event, str]:
    turn, _, choice = button.id.partition(":")
    return Pressed(choice, int(turn)), button.label
