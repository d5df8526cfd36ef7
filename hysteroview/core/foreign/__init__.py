"""What others may have written: files, TOML and values, read within bounds."""
