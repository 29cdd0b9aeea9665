"""What a record may say: pydantic classes, value types and the catalogue of fields.

This package imports nothing by itself, so that a read command can use the value types without pydantic.
"""
