"""Texts of DICOM data sets whose character set may be missing or declared wrongly."""
