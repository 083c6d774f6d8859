"""One turn in, one commit, messages out."""
