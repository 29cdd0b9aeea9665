"""The door for browsers: the whole knowledge base as pages that read without script, from any static host or a folder."""
