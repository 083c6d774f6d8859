"""An exercise session from start to end. Only `routes` knows these files; they may know `answers` and `end`."""
