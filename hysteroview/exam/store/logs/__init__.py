"""The log of a store, and how far its logs reach at least, sealed."""
