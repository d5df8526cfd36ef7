"""The findings panel: class, probability and two-class result."""
