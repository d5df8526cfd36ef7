"""Review of recordings: findings, and the decisions about them."""
