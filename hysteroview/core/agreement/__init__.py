"""How often AI, operator and pathology agree, with intervals by patient."""
