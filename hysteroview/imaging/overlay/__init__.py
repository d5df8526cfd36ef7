"""What is drawn over a picture: the heatmap, and the panel of annotated pictures."""
