"""What the window remembers for the next start: recordings that were opened, its own size."""
