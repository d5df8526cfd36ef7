"""Training: networks, augmentation and the fit."""
