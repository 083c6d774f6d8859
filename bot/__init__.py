"""Where we meet the world: the store, the engine, the platforms, the settings and the command line."""

__version__ = "0.1.0"
