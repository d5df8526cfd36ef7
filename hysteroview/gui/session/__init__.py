"""What the window takes from the live session, at display rate."""
