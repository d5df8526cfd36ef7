"""Explain the frame that is shown: maps side by side, and the occlusion test."""
