"""Earlier exams of a patient in an archive: found, fetched, and shown beside the present one."""
