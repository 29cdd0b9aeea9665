"""A question to a Table."""
