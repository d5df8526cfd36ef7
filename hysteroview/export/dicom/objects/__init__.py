"""DICOM objects of an exam: pictures, recordings, results of the AI, and the report."""
