"""The player of recordings and of the clips of an exam."""
