"""One file, one topic: each reads from top to bottom as the talk it is. Topics never import each other."""
