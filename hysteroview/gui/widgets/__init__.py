"""Widgets that are used on more than one page."""
