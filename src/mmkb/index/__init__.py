"""Records as one self-describing SQLite file."""
