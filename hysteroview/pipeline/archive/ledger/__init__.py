"""The ledger of an archive: which recordings there are, and what is done of them."""
