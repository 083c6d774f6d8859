"""From what is said to text and buttons."""
