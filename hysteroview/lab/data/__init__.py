"""Data sets: manifests, phantoms, outliers, and tracks with known truth."""
