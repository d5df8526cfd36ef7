"""What a run hands over: a bundle as one file."""
