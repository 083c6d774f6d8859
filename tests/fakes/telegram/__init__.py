"""Telegram on this machine, for tests: a Bot API server on loopback, written from the description of the Bot API."""
