"""Bars of controls and of status around the live picture."""
