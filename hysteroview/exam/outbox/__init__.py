"""The outbox: what waits to be sent to archives, in a queue that survives crashes."""
