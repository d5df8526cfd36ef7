"""DICOM: exchange with a hospital's archive and worklist."""
