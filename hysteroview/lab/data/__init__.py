"""Data of the laboratory: manifests, phantoms, outliers and tracks with known truth."""
