"""Model bundles: export of a network, its card, and the parts added by calibration."""
