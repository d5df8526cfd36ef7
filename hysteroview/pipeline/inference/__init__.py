"""The monitored inference process and the pipe to it."""
