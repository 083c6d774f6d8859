"""Who sends very much at once: all of it is heard, but only what may not be passed over is a turn of its own.

The first of it is, since a running step stops at anything; so is the last, which is answered.
"""

from __future__ import annotations

from content.typed import fold
from handlers.events import Edited, Event, Pressed, Said
from handlers.turn import Dialog
from handlers.typed.danger import hear, hurt
from handlers.typed.foreign import find
from handlers.typed.hearing import given
from handlers.world import World

FROM = 20  # messages that wait ahead of one, or answers that wait to be shown: what one gets from more is no talk


def taken(event: Event, dialog: Dialog, w: World) -> bool:
    """Whether this is a turn of its own also in the midst of very many: words of danger or about the body, and the
    button of the question that is open.
    """
    if isinstance(event, Pressed):
        return event.turn == dialog.turn
    if not isinstance(event, Said | Edited):
        return True
    danger = hear(event.text, w.words.heard, given(w.person))
    if danger.flag or danger.bare or danger.taken_back:
        return True
    language = find(event.text, w.catalog.foreign)
    return bool(language and language.about) or bool(dialog.state.session and hurt(fold(event.text), w.words.heard))
