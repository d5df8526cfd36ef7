"""An exam as resources of FHIR R4, for the hospital's record; research use only."""
