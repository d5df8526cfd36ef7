"""What an exam leaves on disk."""
