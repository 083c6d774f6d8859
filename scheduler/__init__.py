"""When we wake. Knows names and times, and nothing of talk."""
