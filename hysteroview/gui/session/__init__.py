"""The window's view of the live session, at display rate."""
