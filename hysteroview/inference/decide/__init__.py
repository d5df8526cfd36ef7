"""Decisions: analysis of a frame, decision over time, episodes, and the verdict of an exam."""
