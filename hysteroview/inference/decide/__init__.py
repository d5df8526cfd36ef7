"""Decisions: from a frame to an analysis, over time to episodes, over an exam to a verdict."""
