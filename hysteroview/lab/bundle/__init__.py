"""Bundles: export of a network, its card, and the parts that calibration adds."""
