"""Snapshots of the running exam: filmstrip, viewer and removal."""
