"""The store: exam folders, the index over them, the audit log, integrity and keys."""
