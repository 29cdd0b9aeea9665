"""YAML files with line numbers: reading, locating, checking."""
