"""Video sources: adapters from files, cameras, streams and the phantom to frames."""
