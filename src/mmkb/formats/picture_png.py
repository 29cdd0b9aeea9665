"""A picture as PNG."""

from __future__ import annotations

from mmkb.formats.picture import png as render

__all__ = ["render"]
