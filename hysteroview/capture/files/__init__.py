"""Sources that are files: video files, still pictures and folders of them."""
