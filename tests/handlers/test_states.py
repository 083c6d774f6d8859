"""What each state answers to six inputs, kept in `states.txt`: a change of the house must not change it unseen.

`python -m tests.handlers.test_states` writes the file anew; read the difference before you keep it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.tools.walks import walks
from content.load import load
from handlers import dialog as talk
from handlers.events import Event, NudgeDue, Said
from handlers.say import Say
from tests.fakes.shared.walking import COMMANDS, Place, Walked

KEPT = Path(__file__).parent / "states.txt"
_NUMBERED = re.compile(r"\.\d+$")  # one of several wordings


def _inputs(place: Place) -> Mapping[str, Event]:
    now = place[1].now
    return {
        "menu": Said("/menu"),
        "start": Said("/start"),
        "stop": Said("stop"),
        "nonsense": Said("xqzzt"),
        "nudge": NudgeDue(now.date(), now),
        "danger": Said("numb between my legs"),
    }


def _answers(walked: Walked) -> Iterator[str]:
    """Of the first place of each kind of state: where each input leads, and the keys of what is said."""
    places: dict[str, Place] = {}
    for place in walked.kinds:
        places.setdefault(type(place[0].state).__name__, place)
    for name in sorted(places):
        dialog, world = places[name]
        yield name
        for what, event in _inputs((dialog, world)).items():
            turn = talk.advance(dialog, event, world)
            said = ", ".join(map(_key, turn.says)) or "nothing"
            yield f"  {what}: {type(turn.dialog.state).__name__}: {said}"


def _key(said: Say) -> str:
    return _NUMBERED.sub("", said.key)


def test_every_state_answers_as_it_did(walked: Walked) -> None:
    assert list(_answers(walked)) == KEPT.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    found = _answers(Walked(list(walks(load(), COMMANDS))))
    KEPT.write_text("\n".join(found) + "\n", encoding="utf-8")
