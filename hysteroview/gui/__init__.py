"""The window. It polls the pipeline at display rate; the pipeline never calls it."""
