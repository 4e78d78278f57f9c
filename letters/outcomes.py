"""What payers decided, counted from the logs of all cases, always with the numbers."""
