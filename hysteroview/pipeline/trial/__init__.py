"""Trial of an imported model on this machine, before it is used."""
