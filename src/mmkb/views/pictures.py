"""What pictures and frames of a film add to a sequence, by each family's own rule."""

from __future__ import annotations

from dataclasses import dataclass

from mmkb.formulas.memory import visual_tokens
from mmkb.views.anatomy import Anatomy

_EXACT_TOKENS = frozenset({"linear", "mlp"})


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures in a sequence."""

    images: int = 0

    @property
    def said(self) -> str:
        """Return what a note says of them."""
        return f", {self.images} image{'s' * (self.images > 1)}" if self.images else ""


NONE = Pictures()


@dataclass(frozen=True, slots=True)
class Seen:
    """Tokens of pictures: those in the sequence, and those that some layers cross-attend to instead."""

    text: int = 0
    crossed: int = 0
    remark: str | None = None


def seen(model: Anatomy, pictures: Pictures) -> Seen:
    """Return what the pictures add. Raises UsageError where the tokens of one are not recorded."""
    if not pictures.images:
        return Seen()
    tokens = _tokens(model) * pictures.images
    if "image" in model.spans():
        return Seen(crossed=tokens)
    if "cross-attention" in model.connector:
        return Seen(remark="at least: which layers attend to the pictures is not recorded (attention.groups)")
    return Seen(text=tokens)


def _tokens(model: Anatomy) -> int:
    """Return the tokens of one picture: as recorded, else by resolution and patch where the connector keeps their number."""
    if model.numbers.get("visual_tokens") is None and model.connector and model.connector <= _EXACT_TOKENS:
        return visual_tokens(model.need("resolution"), model.need("patch"))
    return int(model.need("visual_tokens"))
