"""What other programs write, read into records: one module per format; what is on record already is never written over."""
