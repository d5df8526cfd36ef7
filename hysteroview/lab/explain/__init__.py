"""Explanations of a frame: class activation maps of several methods, and the occlusion test."""
