"""The look of the window: themes, colors, icons, shapes and language."""
