"""The painted picture: heatmap, layouts, zoom and words at its rim."""
