"""The strip of the last minute: its memory, its painting and its words."""
