"""What operators and clinicians look at: drawings, replays, reports."""
