"""A Discord on loopback for tests: gateway and HTTP API written from the API description, and people who use it."""
