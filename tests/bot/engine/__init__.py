"""Tests of what lies in this room."""
