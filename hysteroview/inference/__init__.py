"""Model bundles, inference runtimes, and the analysis of network outputs."""
