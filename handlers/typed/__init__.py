"""What typed words mean. Nothing is guessed."""
