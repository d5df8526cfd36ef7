"""The findings under review: their list, and the decisions about them."""
