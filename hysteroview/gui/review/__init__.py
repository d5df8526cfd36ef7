"""The review of an exam: its summary page."""
