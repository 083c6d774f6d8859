"""The terminal: plain lines through a pipe, a screen for a person."""
