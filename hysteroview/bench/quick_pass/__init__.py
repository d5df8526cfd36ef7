"""What a quick pass over an archive finds, against the analysis of all frames."""
