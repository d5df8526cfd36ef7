"""Evaluation: what a bundle says of many pictures, and the figures of it."""
