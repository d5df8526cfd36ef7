"""Adapters from files, pictures and the phantom to frames."""
