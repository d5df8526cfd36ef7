"""Recordings that a recorder split into several files: finding the files and joining them."""
