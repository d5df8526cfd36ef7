"""The start page: choose a source, or enter the patient of an exam."""
