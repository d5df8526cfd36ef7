"""Pure functions on arrays: pictures in, pictures or measurements out."""
