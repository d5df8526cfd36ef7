"""Settings: the one table of what can be set, its file, presets, keys, and what is in force."""
