"""Sending to an archive: connection, storing, checks whether it has what was sent, and MPPS."""
