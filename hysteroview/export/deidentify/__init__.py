"""The key that leads back from a code to the patient, and text that is burned into pictures."""
