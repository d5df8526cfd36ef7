"""Index: the pictures of a manifest as the network sees them, in one folder, ready for training."""
