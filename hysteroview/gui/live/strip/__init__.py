"""The strip of the last minute: its data, its painting and its texts."""
