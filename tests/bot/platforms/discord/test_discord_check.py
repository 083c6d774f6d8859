"""What Discord's description and documented limits forbid is found by check(), and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.discord.check import check


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"content": 5}, "content: Expected"),
        ({"nonce": "1" * 26}, "nonce: length must be 25 or fewer"),
        ({"components": [{"type": 1, "components": []}]}, "components.0.components: number of items must be 1 or more"),
        (
            {"components": [{"type": 2, "style": 1, "label": "a", "custom_id": "a"}]},
            "components.0.type: Value must be one of",
        ),
        ({"components": [{"type": 77}]}, "components.0.type: Value must be one of"),
        ({"flags": 1 << 6, "content": "a"}, "flags: bits"),
        ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title: length must be 256 or fewer"),
        ({"embeds": [{"description": "x" * 3500}] * 2}, "embeds: Must be 6000 or fewer"),
        ({"message_reference": {"message_id": "x"}}, "message_reference.message_id: Value does not match"),
    ],
)
def test_faults_of_messages(body: dict[str, Any], fault: str) -> None:
    faults = check("POST", "/channels/1/messages", body)
    assert len(faults) == 1
    assert faults[0].startswith(fault)


@pytest.mark.parametrize(
    ("button", "fault"),
    [
        ({"custom_id": "a", "label": "x" * 81}, "label: length must be 80"),
        ({"custom_id": "x" * 101, "label": "a"}, "custom_id: length must be 100"),
        ({"label": "a"}, "custom_id: A custom id is required"),
        ({"custom_id": "a"}, "label: A button must have"),
        ({"custom_id": "a", "label": "a", "style": 5}, "url: A link button"),
    ],
)
def test_faults_of_buttons(button: dict[str, Any], fault: str) -> None:
    body = {"content": "a", "components": [{"type": 1, "components": [{"type": 2, "style": 1, **button}]}]}
    faults = check("POST", "/webhooks/1/a", body)
    assert [one.removeprefix("components.0.components.0.")[: len(fault)] for one in faults] == [fault]


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ({"name": "Check"}, "name: Command name must be lower"),
        ({"name": "che ck"}, "name: Command name is invalid"),
        ({"name": "a", "description": ""}, "description: This field is required"),
        ({"name": "a", "description": "x" * 101}, "description: length must be 100"),
        ({"name": "a", "options": [{"type": 3, "name": "b", "description": "c"}] * 2}, "options: Option names"),
        ({"name": "a", "options": [{"type": 3, "name": "b", "description": "c"}] * 26}, "options: number of items"),
    ],
)
def test_faults_of_commands(command: dict[str, Any], fault: str) -> None:
    faults = check("POST", "/applications/1/commands", {"description": "d"} | command)
    assert any(one.startswith(fault) for one in faults)


def test_faults_of_callbacks() -> None:
    choices = [{"name": "a", "value": "a"}] * 26
    assert check("POST", "/interactions/1/a/callback", {"type": 8, "data": {"choices": choices}})
    assert check("POST", "/interactions/1/a/callback", {"type": 4, "data": {"content": "x" * 2001}})
    assert check("POST", "/interactions/1/a/callback", {"type": 7, "data": {"flags": 64}}) == []
    assert check("PATCH", "/channels/1/messages/2", {"content": "", "tts": False}) == []
    assert check("GET", "/channels/1/webhooks", None)
