"""A picture as SVG."""

from __future__ import annotations

from mmkb.formats.picture import svg as render

__all__ = ["render"]
