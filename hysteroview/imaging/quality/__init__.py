"""Picture quality: whether a frame can be assessed, and if not, why."""
