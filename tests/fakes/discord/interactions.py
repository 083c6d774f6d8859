"""Interactions: three seconds to answer, once; then fifteen minutes in which the token can show and edit messages.

Written from the page "Receiving and Responding to Interactions" of Discord's documentation.
"""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from typing import Any

from tests.fakes.discord.fates import Refusal, form
from tests.fakes.discord.messages import Answer, Call, change, empty, fresh
from tests.fakes.discord.world import EPHEMERAL, LOADING, Place, Shown, User, World

TO_ANSWER, TOKEN_LIVES = timedelta(seconds=3), timedelta(minutes=15)
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
ANSWERS = {COMMAND: (4, 5, 9, 12), COMPONENT: (4, 5, 6, 7, 9, 12), AUTOCOMPLETE: (8,), MODAL: (4, 5, 6, 7)}
FOLLOWUPS = 5  # in a place where the app is installed by the user alone


class Callback:
    """The first answer: `type` as Discord numbers them, `data`, and seconds after the interaction was made."""

    def __init__(self, type_: int, data: dict[str, Any], seconds: float) -> None:
        self.type, self.data, self.seconds = type_, data, seconds

    @property
    def content(self) -> str:
        return self.data.get("content") or ""

    @property
    def ephemeral(self) -> bool:
        return bool((self.data.get("flags") or 0) & EPHEMERAL)

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Of an autocomplete: what is offered, as (name, value)."""
        return [(choice["name"], choice["value"]) for choice in self.data.get("choices") or []]


class Interaction:
    """One press or command. `shown` is the message that answers it; `wire` what the gateway said of it."""

    def __init__(self, world: World, kind: int, person: User, place: Place, source: Shown | None) -> None:
        self.id, self.token, self.at = world.new_id(), secrets.token_urlsafe(32), world.now()
        self.kind, self.person, self.place, self.source = kind, person, place, source
        self.wire: dict[str, Any] = {}
        self.callback: Callback | None = None
        self.shown: Shown | None = None
        self.followups: list[Shown] = []
        self.refused: list[int] = []  # the codes of answers that came too late or twice
        self._happened = asyncio.Event()

    def answer(self, callback: Callback) -> None:
        self.callback = callback
        self._happened.set()

    async def answered(self, within: float = 60) -> Callback:
        """Wait for the first answer. Raises AssertionError: none came within so many seconds."""
        try:
            await asyncio.wait_for(self._happened.wait(), within)
        except TimeoutError:
            raise AssertionError(f"interaction not answered in {within} s; refused answers: {self.refused}") from None
        assert self.callback
        return self.callback


class Interactions:
    def __init__(self, world: World) -> None:
        self.world = world
        self.made: dict[str, Interaction] = {}  # by token

    def add(self, interaction: Interaction) -> Interaction:
        self.made[interaction.token] = interaction
        return interaction

    # the first answer

    async def callback(self, call: Call) -> Answer:
        found = self.made.get(call.names["interaction_token"])
        if found is None or str(found.id) != call.names["interaction_id"]:
            raise Refusal(404, 10062, "Unknown interaction")
        try:
            self._acknowledge(found, call)
        except Refusal as refusal:
            found.refused.append(refusal.code)
            raise
        self.world.changed()
        if call.query.get("with_response") not in ("1", "true", "True"):
            return 204, None
        return 200, _response(found)

    def _acknowledge(self, found: Interaction, call: Call) -> None:
        kind, data, now = call.body["type"], call.body.get("data") or {}, self.world.now()
        if found.callback:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        if now - found.at > TO_ANSWER:
            raise Refusal(404, 10062, "Unknown interaction")
        if kind not in ANSWERS[found.kind]:
            raise form(f"type: Value must be one of {ANSWERS[found.kind]}.")
        if kind in (4, 5):
            found.shown = self._first(found, kind, data, call.files)
        elif kind in (6, 7):
            if found.source is None:
                raise form("type: there is no message to update")
            found.shown = found.source
            if kind == 7 and found.source.deleted:
                raise Refusal(404, 10008, "Unknown Message")
            if kind == 7:
                change(self.world, found.source, data, call.files)
        found.answer(Callback(kind, data, (now - found.at).total_seconds()))

    def _first(self, found: Interaction, kind: int, data: dict[str, Any], files: dict[str, bytes]) -> Shown:
        if kind == 4:
            shown = fresh(self.world, found.place.id, data, files)
        else:
            flags = LOADING | (data.get("flags") or 0) & EPHEMERAL
            shown = Shown(self.world.new_id(), found.place.id, self.world.bot, self.world.now(), flags=flags)
        return self._show(found, shown)

    def _show(self, found: Interaction, shown: Shown) -> Shown:
        shown.interaction, shown.viewer = found.id, found.person if shown.ephemeral else None
        return self.world.show(shown)

    # what the token is good for afterwards

    def _by_token(self, call: Call) -> Interaction:
        if call.names["webhook_id"] != str(self.world.application):
            raise Refusal(404, 10015, "Unknown Webhook")
        found = self.made.get(call.names["webhook_token"])
        if found is None or self.world.now() - found.at > TOKEN_LIVES:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        if found.callback is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        return found

    def _message(self, call: Call) -> Shown:
        found = self._by_token(call)
        name = call.names.get("message_id", "@original")
        mine = [found.shown] if name == "@original" else [found.shown, *found.followups]
        for shown in mine:
            if shown and not shown.deleted and name in ("@original", str(shown.id)):
                return shown
        raise Refusal(404, 10008, "Unknown Message")

    async def follow_up(self, call: Call) -> Answer:
        found = self._by_token(call)
        if found.shown and found.shown.loading and not found.shown.deleted:
            return self._edited(found.shown, call)  # it takes the place of "is thinking", which decided who sees it
        if len(found.followups) >= FOLLOWUPS and "0" not in found.wire["authorizing_integration_owners"]:
            raise Refusal(400, 40094, "The maximum number of follow-up messages for an interaction has been reached")
        shown = fresh(self.world, found.place.id, call.body, call.files)
        found.followups.append(self._show(found, shown))
        return 200, shown.wire()

    async def get(self, call: Call) -> Answer:
        return 200, self._message(call).wire()

    async def edit(self, call: Call) -> Answer:
        return self._edited(self._message(call), call)

    def _edited(self, shown: Shown, call: Call) -> Answer:
        if shown.loading and empty(call.body, call.files):
            raise Refusal(400, 50006, "Cannot send an empty message")
        change(self.world, shown, call.body, call.files)
        return 200, shown.wire()

    async def delete(self, call: Call) -> Answer:
        self.world.delete(self._message(call))
        return 204, None


def _response(found: Interaction) -> dict[str, Any]:
    assert found.callback
    interaction: dict[str, Any] = {"id": str(found.id), "type": found.kind}
    answer: dict[str, Any] = {"interaction": interaction}
    if found.shown:
        interaction |= {"response_message_id": str(found.shown.id), "response_message_loading": found.shown.loading}
        interaction["response_message_ephemeral"] = found.shown.ephemeral
        if found.callback.type in (4, 5, 7):
            answer["resource"] = {"type": found.callback.type, "message": found.shown.wire()}
    return answer
