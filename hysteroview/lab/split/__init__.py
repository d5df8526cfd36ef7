"""Splits: which patients train a network, which choose it, and which test it."""
