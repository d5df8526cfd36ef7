"""The results of an archive as a table that a person works through, with the reader's marks."""
