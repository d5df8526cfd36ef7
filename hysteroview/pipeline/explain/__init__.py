"""Explanations of single frames: the child process that computes them, and what it sends."""
