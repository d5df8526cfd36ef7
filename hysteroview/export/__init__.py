"""Export of tables and clips."""
