"""The report on an exam: the form for its fields, its preview, and the file."""
