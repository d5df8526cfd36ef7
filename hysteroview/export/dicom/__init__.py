"""DICOM: what is exchanged with a hospital's archive and worklist."""
