"""Decoding, shared by files and network streams: pictures, timestamps, fields, packets."""
