"""Model bundles: the card, and the parts that turn outputs into probabilities."""
