"""Sending of exams to archives: from the outbox to the archive, in a thread of its own."""
