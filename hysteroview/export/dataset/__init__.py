"""Tables of an exam as CSV, Parquet or JSON, with a dictionary of their columns."""
