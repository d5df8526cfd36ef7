"""DICOM objects of an exam: made of its record, with UIDs that are kept, and exported."""
