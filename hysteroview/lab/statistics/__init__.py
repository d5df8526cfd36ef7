"""Statistics of figures that come in patients: intervals, comparisons, calibration."""
