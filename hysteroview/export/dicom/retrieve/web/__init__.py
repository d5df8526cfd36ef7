"""Earlier exams over DICOMweb (PS3.18): found by QIDO-RS, fetched by WADO-RS."""
