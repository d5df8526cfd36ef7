"""What identifies a patient in texts, and how it is taken out of what leaves the hospital."""
