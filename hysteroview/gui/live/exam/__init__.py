"""The open exam of the live page: records, marks and warnings."""
