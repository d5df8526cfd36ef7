"""Actions: the table of them, keys and pedals, and how they are run and undone."""
