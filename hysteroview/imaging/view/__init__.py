"""The field of view: where in the frame the endoscope's picture is."""
