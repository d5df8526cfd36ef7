"""The open exam of the live page: what is kept, marked and warned about."""
