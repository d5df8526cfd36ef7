"""Recordings that the workers of an archive do not see: their bytes are sent to them."""
