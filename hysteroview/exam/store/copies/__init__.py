"""Copies of exams: exports, and an encrypted copy of a store."""
