"""Number formats and their sizes, and sizes in bytes as people write them."""

from __future__ import annotations

import re

BYTES = {"fp32": 4.0, "fp16": 2.0, "bf16": 2.0, "fp8": 1.0, "int8": 1.0, "int4": 0.5}
"""Bytes per number."""

GIB = 2**30
"""Bytes in a GiB."""


_UNITS = {
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
    "TIB": 2**40,
}


def byte_count(text: str) -> float:
    """Return the bytes of `24GiB`, `80GB`, `512 MiB` or `1.5TB`: decimal units, or binary ones with an i.

    Raises ValueError when `text` is no such size.
    """
    match = re.fullmatch(r"([0-9]{1,18}(?:\.[0-9]{1,9})?) ?([KMGT]?i?B)", text, re.IGNORECASE)
    unit = _UNITS.get(match[2].upper()) if match else None
    if match is None or unit is None:
        raise ValueError(f"{text!r} is not a size: write it as in 24GiB or 80GB")
    return float(match[1]) * unit


def human_bytes(count: float) -> str:
    """Return a number of bytes in the binary unit that fits: 1.25 GiB, 320 KiB."""
    for unit, size in (("TiB", 2**40), ("GiB", GIB), ("MiB", 2**20), ("KiB", 2**10)):
        if count >= size:
            return f"{count / size:.4g} {unit}"
    return f"{count:g} B"
