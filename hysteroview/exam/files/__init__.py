"""Files of an exam as they lie on the disk: plain, or sealed by encryption."""
