"""`hysteroview model`: imported models."""
