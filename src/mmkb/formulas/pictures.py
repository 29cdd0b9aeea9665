"""How many tokens a picture becomes, by the rule of each family.

`resized` and `merged`: LLaVA-1.5 (Liu et al. 2023, arXiv:2310.03744), one token a patch, or one for a square of patches that
are merged. `smart_resized`: Qwen2-VL (Wang et al. 2024, arXiv:2409.12191; `smart_resize` in transformers). `longest_side`:
Pixtral (Agrawal et al. 2024, arXiv:2410.07073; `ImageEncoder` in mistral-common). `tiles`: InternVL-1.5 (Chen et al. 2024,
arXiv:2404.16821, §3.3; `dynamic_preprocess`). `canvas`: Llama 3.2 Vision (`get_optimal_tiled_canvas` in transformers).
`sliced`: MiniCPM-V (Yao et al. 2024, arXiv:2408.01800, §3.1; `slice_image` in its code). `split`: Idefics3 and SmolVLM
(Laurençon et al. 2024, arXiv:2408.12637; `get_number_of_image_patches` in transformers). `on_grid`: LLaVA-NeXT and
LLaVA-OneVision (Li et al. 2024, arXiv:2408.03326; `anyres` in their code; `_get_number_of_features` in transformers). `hd`:
Phi-3.5-Vision (Abdin et al. 2024, arXiv:2404.14219; `get_phi3v_image_feature_size` in vLLM). `overlapping`: Molmo (Deitke et
al. 2024, arXiv:2409.17146; `MultiModalPreprocessor` in its code).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

Size = tuple[int, int]
"""Width and height in pixels."""


def merged(resolution: int, patch: int, merge: int = 1) -> int:
    """Return the tokens of a square picture cut into patches, of which a square of `merge` by `merge` becomes one."""
    return (resolution // (patch * merge)) ** 2


def smart_resized(size: Size, unit: int, least: float, most: float) -> int:
    """Return the tokens of a picture whose sides are rounded to units, within `least` and `most` pixels, its shape kept."""
    width, height = size
    columns, rows = round(width / unit), round(height / unit)
    if columns * rows * unit * unit > most:
        shrink = math.sqrt(width * height / most)
        columns, rows = (max(1, math.floor(side / shrink / unit)) for side in size)
    elif columns * rows * unit * unit < least:
        stretch = math.sqrt(least / (width * height))
        columns, rows = (math.ceil(side * stretch / unit) for side in size)
    return columns * rows


def longest_side(size: Size, unit: int, most: int) -> int:
    """Return the tokens of a picture that is shrunk until its longest side has `most` pixels; each row ends with one more."""
    shrink = max(1.0, max(size) / most)
    width, height = (round(side / shrink) if shrink > 1 else side for side in size)
    return _in_rows((width - 1) // unit + 1, (height - 1) // unit + 1)


def tiles(size: Size, side: int, most: int) -> int:
    """Return into how many tiles of one side a picture is cut: at most so many, in the nearest shape.

    Of shapes that are equally near, the larger one is taken for a picture of more than half its area.
    """
    width, height = size
    shapes = sorted(
        {(columns, rows) for columns in range(1, most + 1) for rows in range(1, most + 1) if columns * rows <= most},
        key=lambda shape: shape[0] * shape[1],
    )
    best, nearest = (1, 1), math.inf
    for columns, rows in shapes:
        off = abs(width / height - columns / rows)
        if off < nearest or (off == nearest and width * height > 0.5 * side * side * columns * rows):
            best, nearest = (columns, rows), off
    return best[0] * best[1]


def tiled(count: int, each: int, *, thumbnail: bool) -> int:
    """Return the tokens of so many tiles of `each` tokens, with one of the whole picture where there are several."""
    return each * (count + 1 if thumbnail and count > 1 else count)


def canvas(size: Size, side: int, most: int) -> int:
    """Return the tiles of the canvas that a picture is fitted into: of at most so many, the one that scales it least.

    A canvas that holds the whole picture goes before all that shrink it, and of those that scale alike the smallest.
    """
    columns, rows = _canvas(size, side, most)
    return columns * rows


def _canvas(size: Size, side: int, most: int) -> Size:
    """Return the columns and rows of that canvas."""
    shapes = [(columns, rows) for columns in range(1, most + 1) for rows in range(1, most // columns + 1)]
    scales = [min(_scale(columns * side, size[0]), _scale(rows * side, size[1])) for columns, rows in shapes]
    best = min((scale for scale in scales if scale >= 1), default=max(scales))
    fitting = [shape for shape, scale in zip(shapes, scales, strict=True) if scale == best]
    return min(fitting, key=lambda shape: shape[0] * shape[1])


def _scale(wanted: int, side: int) -> float:
    """Return by how much a side is scaled; what has no length may be scaled without limit."""
    return wanted / side if side else math.inf


def sliced(size: Size, side: int, most: int, each: int) -> int:
    """Return the tokens of a picture cut into about as many slices as it has areas of `side` squared, after the whole.

    Slices one more or less are tried too, and the grid whose shape is nearest is taken; what has one area stays whole.
    """
    width, height = size
    count = min(math.ceil(width * height / side**2), most)
    if count <= 1:
        return each
    counts = [number for number in (count - 1, count, count + 1) if 1 < number <= most]
    grids = [(columns, number // columns) for number in counts for columns in _divisors(number)]
    columns, rows = min(grids, key=lambda grid: abs(math.log(width / height) - math.log(grid[0] / grid[1])))
    return each * (columns * rows + 1)


def split(size: Size, side: int, longest: int) -> int:
    """Return into how many tiles of one side a picture is cut whose longest side is brought to `longest` pixels."""
    shape = size[0] / size[1]
    reduced = int(longest / shape if shape >= 1 else longest * shape)
    return math.ceil(longest / side) * math.ceil((reduced + reduced % 2) / side)


def hd(size: Size, side: int, unit: int, most: int) -> int:
    """Return the tokens of a picture stretched over as many tiles of one side as its shape lets fill, its whole after them.

    Each row of tokens ends with one more, and one stands between the tiles and the whole.
    """
    shape = max(size) / min(size)
    count = 1
    while (count + 1) * math.ceil((count + 1) / shape) <= most:
        count += 1
    long, short = count, math.ceil(int(count * side / shape) / side)
    columns, rows = (long, short) if size[0] >= size[1] else (short, long)
    each = side // unit
    return _in_rows(columns * each, rows * each) + 1 + _in_rows(each, each)


def overlapping(size: Size, side: int, step: int, unit: int, most: int) -> int:
    """Return the tokens of a picture on a canvas of tiles that overlap: each of one side begins a `step` after the last.

    The whole picture at one tile's size comes first. Each row of tokens ends with one more, and two enclose each part.
    """
    margin = side - step
    across, down = (count * step + margin for count in _canvas((size[0] - margin, size[1] - margin), step, most))
    return sum(_in_rows(-(-wide // unit), -(-high // unit)) + 2 for wide, high in ((side, side), (across, down)))


def _in_rows(columns: int, rows: int) -> int:
    """Return the tokens of so many rows, each of which ends with one more."""
    return rows * (columns + 1)


def _divisors(number: int) -> list[int]:
    return [divisor for divisor in range(1, number + 1) if number % divisor == 0]


def on_grid(size: Size, side: int, patch: int, grids: Iterable[Size], most: int | None = None) -> int:
    """Return the tokens of a picture laid on the best of some grids of tiles (columns, rows) without its padding.

    The whole picture at one tile's size comes first, and each row of patches ends with a token more. Where its patches are
    clearly more than those of `most` tiles, they are made about as many.
    """
    width, height = size
    columns, rows = max(grids, key=lambda grid: _fit(size, (grid[0] * side, grid[1] * side)))
    across, down = side // patch * columns, side // patch * rows
    if width / height > across / down:
        down -= (down - int(round(height * (across / width), 7))) // 2 * 2
    else:
        across -= (across - int(round(width * (down / height), 7))) // 2 * 2
    ratio = math.sqrt(down * across / (most * (side // patch) ** 2)) if most else 0.0
    if ratio > _CLEARLY:
        down, across = int(down // ratio), int(across // ratio)
    return (side // patch) ** 2 + down * across + down


_CLEARLY = 1.1


def _fit(size: Size, canvas: Size) -> tuple[int, int]:
    """Return how well a canvas suits: the pixels of the picture that it keeps, then how few of its own it wastes."""
    (width, height), (wide, high) = size, canvas
    scale = min(wide / width, high / height)
    kept = min(int(width * scale) * int(height * scale), width * height)
    return kept, kept - wide * high
