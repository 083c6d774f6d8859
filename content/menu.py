"""The commands that a platform shows in its menu, the most used first, and what may be told with each of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MENU = (
    "start",
    "session",
    "checkin",
    "reminders",
    "progress",
    "learn",
    "pause",
    "stop",
    "menu",
    "help",
    "timer",
    "timezone",
    "link",
    "privacy",
    "export",
    "delete",
    "about",
)
OPTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "checkin": ("pain", "change"),
        "reminders": ("time", "days"),
        "timezone": ("city",),
        "learn": ("topic",),
        "link": ("code",),
    }
)  # by command; typed after it in this order they mean the same: "/checkin 7 worse"
