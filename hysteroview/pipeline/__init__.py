"""Threads and the inference process: loops around pure functions."""
