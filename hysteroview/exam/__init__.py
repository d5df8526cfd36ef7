"""Data of exams on disk: store, clips, snapshots and file formats."""
