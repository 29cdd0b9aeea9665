"""Text to a tree to SQL."""
