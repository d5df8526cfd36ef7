"""A report as a file: its content as values, and the writers of PDF and Word."""
