"""Overlays on a picture: the heatmap, and the result panel of annotated pictures."""
