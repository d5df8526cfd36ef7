"""Export of parts of an exam from the window: what, how, and how far it is."""
