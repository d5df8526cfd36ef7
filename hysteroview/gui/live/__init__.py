"""The live page: the window of a running session."""
