"""Number formats and their sizes."""

from __future__ import annotations

BYTES = {"fp32": 4.0, "fp16": 2.0, "bf16": 2.0, "fp8": 1.0, "int8": 1.0, "int4": 0.5}
"""Bytes per number."""

GIB = 2**30
"""Bytes in a GiB."""


def human_bytes(count: float) -> str:
    """Return a number of bytes in the binary unit that fits: 1.25 GiB, 320 KiB."""
    for unit, size in (("TiB", 2**40), ("GiB", GIB), ("MiB", 2**20), ("KiB", 2**10)):
        if count >= size:
            return f"{count / size:.4g} {unit}"
    return f"{count:g} B"
