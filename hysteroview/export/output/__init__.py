"""Where an export is written: as a whole or not at all, with hashes of what is in it."""
