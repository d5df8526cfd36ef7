"""Training: networks, augmentation and fitting."""
