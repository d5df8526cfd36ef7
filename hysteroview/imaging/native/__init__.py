"""Steps in front of the network that are compiled from C, where this installation has them."""
