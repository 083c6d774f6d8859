"""What lies outside the process, for tests."""
