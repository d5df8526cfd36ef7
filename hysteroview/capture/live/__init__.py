"""Sources that are live: cameras, network streams, and reconnection."""
