"""The rules of `mmkb check`, one file per concern."""
