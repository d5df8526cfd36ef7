"""Sending to archives in the window: what is sent, the outbox, and a small status."""
