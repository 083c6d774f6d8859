"""What is safe and what comes next: tables that read like the published rules."""
