"""A picture as PDF."""

from __future__ import annotations

from mmkb.formats.picture import pdf as render

__all__ = ["render"]
