"""The table of actions, their keys and pedals, and how actions are run and undone."""
