"""Manifests: tables of patients, recordings and pathology, and what may be wrong with them."""
