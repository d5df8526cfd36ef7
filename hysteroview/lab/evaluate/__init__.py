"""Evaluation: outputs of a bundle for many pictures, and their figures."""
