"""Sources in the window: what is connected or saved, as cards and details."""
