"""Exports of parts of an exam or of recordings: what is read, made, checked and logged."""
