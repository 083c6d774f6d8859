"""How a message looks on Discord: within its limits, nothing anybody typed formatted, every press understood."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.speaking.speak import Button, Style, Utterance
from content.model import Catalog
from handlers.events import Pressed, Said
from tests.fakes.discord.check import check
from tests.fakes.discord.pointing import discord
from tests.fakes.shared.stores import NOON

from bot.platforms.discord import commands, layout, parsing  # isort: skip


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*loud* _low_ ~~gone~~ `code` ||hidden||", r"\*loud\* \_low\_ \~\~gone\~\~ \`code\` \|\|hidden\|\|"),
        ("- a list\n- stays one", "- a list\n- stays one"),
        ("1. so does\n2. this", "1. so does\n2. this"),
        ("# no\n## heading\n-# not small", "\\# no\n\\## heading\n\\-# not small"),
        ("> said\n  > by whom", "\\> said\n  \\> by whom"),
        ("a # b > c - d", "a # b > c - d"),
        ("<@1> <#2> <t:3:R> <:a:4> @everyone", r"\<@1> \<#2> \<t:3:R> \<:a:4> @everyone"),
        ("[no](https://example.org/a_b)", r"\[no](https://example.org/a_b)"),
        ("see https://example.org/a_b*c", "see https://example.org/a_b*c"),
        ("back\\slash", r"back\\slash"),
        ("it's 7/10, 160/100+ (1 of 5)", "it's 7/10, 160/100+ (1 of 5)"),
    ],
)
def test_what_would_be_formatted_is_made_harmless(typed: str, shown: str) -> None:
    assert layout.escape(typed) == shown


@given(st.text(max_size=6000))
def test_no_text_is_too_long_or_lost(text: str) -> None:
    asked = Utterance(text, until=NOON + timedelta(seconds=5))
    *parts, last = layout.parts(asked)
    parts.append(layout.counted(last, asked, NOON))
    assert all(len(part) <= layout.LONGEST for part in parts)
    assert "".join("".join(parts).split()).startswith("".join(layout.escape(text).split()))


def test_a_countdown_is_shown_while_it_runs() -> None:
    asked = Utterance("Hold.", until=NOON + timedelta(seconds=4.5))
    assert layout.counted("Hold.", asked, NOON) == f"Hold.\n<t:{int(NOON.timestamp()) + 5}:R>"
    assert layout.parts(asked) == ["Hold."]
    assert layout.counted("Hold.", asked, NOON + timedelta(seconds=5)) == "Hold."


def test_the_answer_stands_small_under_its_question() -> None:
    assert layout.answered("Hold.\n<t:1772452805:R>", "You: It *hurts*") == "Hold.\n-# You: It \\*hurts\\*"
    assert layout.answered("x" * 1990, "You: It hurts") == "x" * 1990


def body(buttons: list[Button]) -> dict[str, Any]:
    view = layout.view(buttons)
    return {"content": "?", "components": view.to_components() if view else []}


def labels(buttons: list[Button]) -> list[list[str]]:
    return [[part["label"] for part in row["components"]] for row in body(buttons)["components"]]


async def test_pain_scores_stand_five_a_row() -> None:
    scores = [Button(f"7:{n}", f"{n}") for n in range(11)]
    assert labels([*scores, Button("7:back", "Go back")]) == [
        ["0", "1", "2", "3", "4"],
        ["5", "6", "7", "8", "9"],
        ["10"],
        ["Go back"],
    ]
    assert all(part["style"] == 2 for row in body(scores)["components"] for part in row["components"])


async def test_the_likely_button_is_the_one_that_stands_out() -> None:
    given: list[tuple[str, str, Style]] = [
        ("1:carry_on", "Yes", "primary"),
        ("1:skip", "Skip", ""),
        ("1:hurts", "It hurts", "danger"),
    ]
    given.append(("1:stop", "Stop here", "danger"))
    shown = body([Button(*each) for each in given])["components"]
    assert [[part["style"] for part in row["components"]] for row in shown] == [[1], [2], [4, 4]]
    assert body([Button("1:ready", "Ready", "success")])["components"][0]["components"][0]["style"] == 3


async def test_the_red_row_is_the_last_however_many_buttons_there_are() -> None:
    red = [Button("1:hurts", "It hurts", "danger"), Button("1:stop", "Stop here", "danger")]
    for count in range(1, 21):
        shown = labels([*red, *(Button(f"1:c{n}", f"What is a bit longer, number {n}") for n in range(count))])
        assert shown[-1] == ["It hurts", "Stop here"]
        assert len(shown) <= layout.ROWS


@pytest.mark.parametrize("count", [0, 1, 2, 5, 6, 11, 20, 25, 26, 60, 125, 200])
@pytest.mark.parametrize("label", ["Go", "What do you keep about me, exactly?", "x" * 120])
async def test_any_number_of_buttons_is_within_the_limits(count: int, label: str) -> None:
    buttons = [Button(f"123456:choice_number_{n}", f"{label} {n}") for n in range(count)]
    assert check("POST", "/channels/1/messages", body(buttons)) == []
    parts = [part for row in body(buttons)["components"] for part in row["components"]]
    shown = [option["value"] for part in parts for option in part.get("options", ())] or [p["custom_id"] for p in parts]
    assert shown == [f"l:{button.id}" for button in buttons[:125]]


@pytest.mark.parametrize(
    ("data", "event"),
    [
        ({"custom_id": "l:7:it_hurts"}, Pressed("it_hurts", 7)),
        ({"custom_id": "l:list:0", "values": ["l:7:topic_pacing"]}, Pressed("topic_pacing", 7)),
        ({"custom_id": "l:7:It hurts"}, Pressed("unknown", -1)),
        ({"custom_id": ""}, Pressed("unknown", -1)),
        ({}, Pressed("unknown", -1)),
    ],
)
def test_what_a_press_means(data: dict[str, Any], event: Pressed) -> None:
    assert parsing.pressed(data) == event


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ([], "/checkin"),
        ([{"name": "pain", "value": 7}], "/checkin 7"),
        ([{"name": "pain", "value": 0}, {"name": "change", "value": "worse"}], "/checkin 0 worse"),
        ([{"name": "time", "value": " 18:30\n/delete "}], "/checkin 18:30 /delete"),
        ([{"name": "time", "value": "x" * 6000}], f"/checkin {'x' * 200}"),
    ],
)
def test_what_a_command_says(options: list[dict[str, Any]], text: str) -> None:
    assert parsing.command({"name": "checkin", "options": options}) == Said(text)


def test_two_commands_are_alike_when_discord_takes_them_for_the_same() -> None:
    ours = {"name": "menu", "type": 1, "description": "Show", "options": [], "contexts": [0, 1], "nsfw": False}
    theirs = {"id": "1", "name": "menu", "description": "Show", "contexts": [1, 0], "integration_types": [0]}
    assert commands.form(ours) == commands.form(theirs)
    assert commands.form(ours) != commands.form(theirs | {"contexts": None})


async def test_an_old_list_is_read_too(catalog: Catalog) -> None:
    view = layout.view([Button(f"7:topic_{n}", f"Topic {n}") for n in range(30)])
    assert view
    assert [item.custom_id for item in view.children if isinstance(item, discord.ui.Select)] == [
        "l:list:0",
        "l:list:25",
    ]
    assert isinstance(view, discord.ui.View)
