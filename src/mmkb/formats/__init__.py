"""A Table to text: one module per format."""
