"""What the record of an exam keeps about its DICOM objects."""
