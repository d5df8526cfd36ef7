"""The page that starts an exam."""
