"""DICOM files as sources: pictures and videos of endoscopy, single ones and series of them."""
