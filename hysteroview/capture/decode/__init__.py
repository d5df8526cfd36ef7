"""Decoding for files and network streams: pictures, timestamps, deinterlacing, packets."""
