"""Pictures that are exported: caption, encoding with metadata, contact sheets."""
