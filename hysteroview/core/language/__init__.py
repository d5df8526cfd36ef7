"""Languages of files that are written without the window."""
