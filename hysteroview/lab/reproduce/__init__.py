"""The whole method in one command: from a manifest to the figures of all networks and tasks."""
