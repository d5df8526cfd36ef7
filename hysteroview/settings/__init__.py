"""Settings: the table of all settings, their file, presets and keys."""
