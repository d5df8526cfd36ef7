"""Clips: encoding, pre-roll, the AI track beside the video, and recovery after a crash."""
