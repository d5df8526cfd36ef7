"""Trials that derive the program's own limits."""
