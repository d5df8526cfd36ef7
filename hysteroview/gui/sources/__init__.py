"""Sources in the window: connected or saved ones, as cards, with details."""
