"""Tests: the same tree as the house, and `fakes` of what lies outside the process."""

from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
SAVES, TRANSCRIPTS = HERE / "saves", HERE / "transcripts"
