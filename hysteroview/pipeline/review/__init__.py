"""Analysis of one whole recording."""
