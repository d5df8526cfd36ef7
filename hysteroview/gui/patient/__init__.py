"""The patient: form, dialog and the hospital's worklist."""
