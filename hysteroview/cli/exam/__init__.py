"""`hysteroview exam`: saved exams, and their encryption."""
