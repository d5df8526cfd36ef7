"""The quick pass over an archive: a sample of each second, and all frames only where it is due."""
