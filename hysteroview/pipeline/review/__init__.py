"""Analysis of a complete recording."""
