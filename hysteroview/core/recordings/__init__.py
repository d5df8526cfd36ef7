"""Values of recordings: the files in which they are."""
