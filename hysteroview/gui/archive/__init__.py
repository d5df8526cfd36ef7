"""The exams of the store on the start page: found, opened, completed, exported, deleted."""
