"""Values, errors and settings that every other package may use."""
