"""Inference runtimes: their table and adapters, agreement with the reference, and the choice."""
