"""Earlier exams of a patient: found in an archive, and fetched within bounds."""
