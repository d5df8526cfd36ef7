"""The settings page, made from the table of settings."""
