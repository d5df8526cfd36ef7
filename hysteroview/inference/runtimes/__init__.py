"""Runtimes: the table, one adapter each, agreement with the reference, and the choice."""
