"""The real live window, measured."""
