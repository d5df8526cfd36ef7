"""The painted picture: heatmap, layouts, zoom and labels at its edge."""
