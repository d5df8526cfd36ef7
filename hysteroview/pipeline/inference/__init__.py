"""The watched inference process and the pipe to it."""
