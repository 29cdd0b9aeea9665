"""What pictures and frames of a film add to a sequence, by each family's own rule."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mmkb.errors import UsageError
from mmkb.formulas import pictures as rules
from mmkb.formulas.pictures import Size
from mmkb.views.anatomy import Anatomy

_EXACT_TOKENS = frozenset({"linear", "mlp"})
_SEEN = frozenset({"image", "video"})
_LONGEST_SHAPE = 200
"""No picture is so much longer than wide: the processors refuse it."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures in a sequence, and frames of a film, all of one size; without one, of the largest that a model takes."""

    images: int = 0
    size: Size | None = None
    frames: int = 0

    @property
    def said(self) -> str:
        """Return what a note says of them."""
        of = f" of {self.size[0]} × {self.size[1]}" if self.size else ""
        counted = [f"{count} {name}{'s' * (count > 1)}{of}" for count, name in self._counts if count]
        return "".join(f", {part}" for part in counted)

    @property
    def _counts(self) -> tuple[tuple[int, str], ...]:
        return (self.images, "image"), (self.frames, "frame")


NONE = Pictures()


@dataclass(frozen=True, slots=True)
class Seen:
    """Tokens of pictures: those in the sequence, and those that some layers cross-attend to instead."""

    text: int = 0
    crossed: int = 0
    remark: str | None = None


def picture_size(text: str) -> Size:
    """Return width and height of `1344x896`. Raises UsageError when `text` is no such size."""
    parts = text.lower().replace("×", "x").split("x")
    sides = [int(part) for part in parts if part.isascii() and part.isdigit() and 0 < len(part) < 7]
    if len(parts) != 2 or len(sides) != 2 or not all(sides):
        raise UsageError(f"--image takes width and height in pixels such as 1344x896, not {text!r}")
    if max(sides) > _LONGEST_SHAPE * min(sides):
        raise UsageError(f"--image {text}: no model takes a picture so long", f"at most {_LONGEST_SHAPE} times as long")
    return sides[0], sides[1]


def seen(model: Anatomy, pictures: Pictures) -> Seen:
    """Return what the pictures and frames add. Raises UsageError where the tokens of one are not recorded."""
    if not pictures.images and not pictures.frames:
        return Seen()
    if model.input and not model.input & _SEEN and "visual_tokens" not in model.given:
        raise UsageError(
            f"{model.id}: takes no pictures (input: {', '.join(sorted(model.input))})",
            "ask what some would be by --visual-tokens N",
        )
    given = "visual_tokens" in model.given
    of_frame = None if given else model.numbers.get("frame_tokens")
    of_several = None if given or pictures.images < 2 else model.numbers.get("several_tokens")
    by_rule = (pictures.images and not of_several) or (pictures.frames and not of_frame)
    one, remark = _tokens(model, pictures.size) if by_rule else (0, None)
    frames = math.ceil(pictures.frames / (model.numbers.get("frame_merge") or 1))
    tokens = int(of_several or one) * pictures.images + int(of_frame or one) * frames
    if "image" in model.spans():
        return Seen(crossed=tokens, remark=remark)
    if "cross-attention" in model.connector:
        return Seen(remark="at least: which layers attend to the pictures is not recorded (attention.groups)")
    return Seen(text=tokens, remark=remark)


def _tokens(model: Anatomy, size: Size | None) -> tuple[int, str | None]:
    """Return the tokens of one picture, and why they are the most or not known exactly."""
    rule = model.numbers.get("rule")
    if rule is None or "visual_tokens" in model.given:
        return _recorded(model, size)
    if rule == "resize":
        known = model.numbers.get("visual_tokens")
        patches = known or rules.merged(model.need("resolution"), model.need("patch"), model.numbers.get("merge") or 1)
        return int(patches), None
    if size is not None:
        return _by_rule(model, rule, size), None
    return _largest(model, rule), "at most: of the largest picture; give its size by --image"


def _recorded(model: Anatomy, size: Size | None) -> tuple[int, str | None]:
    """Return the tokens as recorded, else by resolution and patch where the connector keeps their number."""
    remark = "whatever its size: how it decides the tokens is not recorded (vision.rule)" if size else None
    if model.numbers.get("visual_tokens") is None and model.connector and model.connector <= _EXACT_TOKENS:
        return rules.merged(model.need("resolution"), model.need("patch")), remark
    tiles = (model.numbers.get("max_tiles") or 1) + bool(model.numbers.get("thumbnail"))
    most = "at most: all tiles" if tiles > 1 else None
    return int(model.need("visual_tokens")) * tiles, "; ".join(filter(None, (most, remark))) or None


def _by_rule(model: Anatomy, rule: str, size: Size) -> int:
    match rule:
        case "smart-resize":
            limits = model.numbers.get("min_pixels") or 0, model.numbers.get("max_pixels") or math.inf
            return rules.smart_resized(size, _unit(model), *limits)
        case "longest-side":
            return rules.longest_side(size, _unit(model), int(model.need("resolution")))
        case "tiles" | "canvas" | "slices":
            return _of_tiles(model, rule, size)
        case "split":
            count = rules.split(size, _tile(model), int(model.need("resolution")))
            return rules.tiled(count, int(model.need("visual_tokens")), thumbnail=bool(model.numbers.get("thumbnail")))
        case "hd":
            return rules.hd(size, _tile(model), _unit(model), int(model.need("max_tiles")))
        case "overlap":
            side, most_tiles = int(model.need("resolution")), int(model.need("max_tiles"))
            return rules.overlapping(size, side, _tile(model), _unit(model), most_tiles)
        case _:
            most = model.numbers.get("max_tiles")
            return rules.on_grid(size, _tile(model), int(model.need("patch")), _grids(model), most)


def _of_tiles(model: Anatomy, rule: str, size: Size) -> int:
    side, most, each = _tile(model), int(model.need("max_tiles")), int(model.need("visual_tokens"))
    if rule == "slices":
        return rules.sliced(size, side, most, each)
    count = rules.tiles(size, side, most) if rule == "tiles" else rules.canvas(size, side, most)
    return rules.tiled(count, each, thumbnail=bool(model.numbers.get("thumbnail")))


def _tile(model: Anatomy) -> int:
    """Return the side of a tile."""
    return int(model.numbers.get("tile") or model.need("resolution"))


def _unit(model: Anatomy) -> int:
    """Return the side of what becomes one token."""
    return int(model.need("patch")) * int(model.numbers.get("merge") or 1)


def _largest(model: Anatomy, rule: str) -> int:
    """Return the tokens of the largest picture that the rule lets in."""
    match rule:
        case "smart-resize":
            return int(model.need("max_pixels")) // _unit(model) ** 2
        case "tiles" | "canvas" | "slices":
            whole = rule == "slices" or bool(model.numbers.get("thumbnail"))
            return int(model.need("visual_tokens")) * (int(model.need("max_tiles")) + whole)
        case "longest-side" | "split":
            side = int(model.need("resolution"))
            return _by_rule(model, rule, (side, side))
        case "hd" | "overlap":
            step, most = _tile(model), int(model.need("max_tiles"))
            margin = int(model.need("resolution")) - step
            shapes = [(columns, most // columns) for columns in range(1, most + 1)]
            return max(_by_rule(model, rule, (step * wide + margin, step * high + margin)) for wide, high in shapes)
        case _:
            side = _tile(model)
            return max(_by_rule(model, rule, (columns * side, rows * side)) for columns, rows in _grids(model))


def _grids(model: Anatomy) -> list[Size]:
    if not model.grids:
        raise UsageError(
            f"{model.id}: vision.grids is not recorded", "give the tokens of one picture by --visual-tokens N"
        )
    return [(int(columns), int(rows)) for columns, rows in (grid.split("x") for grid in model.grids)]
