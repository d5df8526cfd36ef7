"""The viewer of pictures: zoom, side by side, drawings, places, and the order for the report."""
