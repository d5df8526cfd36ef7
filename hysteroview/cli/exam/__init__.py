"""`hysteroview exam`: the exams that were kept, and their encryption."""
