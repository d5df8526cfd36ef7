"""Training, evaluation and export of models. Needs the extra `lab` (torch)."""
