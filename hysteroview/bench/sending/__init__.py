"""Benches of sending to archives, and the archives they send to."""
