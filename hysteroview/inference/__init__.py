"""Model bundles, runtimes and the way from network outputs to an analysis."""
