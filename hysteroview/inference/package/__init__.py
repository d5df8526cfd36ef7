"""Models as single files (.hvmodel): packed, signed, checked, installed, and the way back."""
