"""The lesions of an exam and their pathology: a form, and what keeps them."""
