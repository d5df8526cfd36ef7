"""`hysteroview pacs`: sending to archives, and what waits for them."""
