"""`hysteroview lab`: train, calibrate, evaluate and export models."""
