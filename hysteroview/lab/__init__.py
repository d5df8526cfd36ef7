"""The laboratory: train, evaluate and export models. Needs the extra `lab` (torch)."""
