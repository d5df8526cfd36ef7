"""Calibration: temperature, open set and operating points."""
