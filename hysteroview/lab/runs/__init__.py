"""Trained runs: a folder with weights, history and predictions of each fold, and its figures."""
