"""Localization: whether the heatmap lies on the lesion."""
