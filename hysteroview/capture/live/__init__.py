"""Live sources: cameras and network streams, with reconnection."""
