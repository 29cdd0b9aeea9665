"""What the views ask of the index, by name: every statement on it stands here, and every answer is plain rows."""
