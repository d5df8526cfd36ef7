"""Tracks of recordings that are kept for the next opening, and the analysis that makes them."""
