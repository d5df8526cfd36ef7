"""Sources that are files: videos, still pictures, and folders of pictures."""
