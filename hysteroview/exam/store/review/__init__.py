"""What was entered about an exam after it was seen: lesions and their pathology."""
