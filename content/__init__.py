"""What we teach, and every word we say. Imports nothing of ours."""
