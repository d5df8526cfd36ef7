"""The report on an exam: read from its record, composed in a language, written as a file."""
