"""Snapshots: the picture, the picture with the heatmap, and the record beside them."""
