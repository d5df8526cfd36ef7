"""The page that begins an exam."""
