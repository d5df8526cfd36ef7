"""Pixels: planes, color conversion, crops, masks and small pictures."""
