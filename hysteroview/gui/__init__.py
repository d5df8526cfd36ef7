"""The window. It looks at the pipeline at display rate; the pipeline never calls it."""
