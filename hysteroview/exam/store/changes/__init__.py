"""Groups of changes to an exam's record, from which the store inherits."""
