"""What the calculating commands share: the numbers of a model that can be given, and the answer with its formulas."""

from __future__ import annotations

from mmkb.commands.declare import Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypedDict

    from mmkb.commands.declare import Type
    from mmkb.commands.reading import Numbers
    from mmkb.index.index import Index
    from mmkb.views.calculated import Several
    from mmkb.views.pictures import Pictures
    from mmkb.views.reference import Cite
    from mmkb.views.room import Room
    from mmkb.views.table import Page, Table

    class Heads(TypedDict, total=False):
        """The numbers of an attention layer that can be given, each as the option of its name, one or several."""

        layers: Numbers | None
        heads: Numbers | None
        kv_heads: Numbers | None
        head_dim: Numbers | None


DTYPES = ("fp32", "fp16", "bf16", "fp8", "int8", "int4")


def number(name: str, type_: Type = "integer") -> Parameter:
    """Return the option by which a number is given where the record lacks it, or to ask what would be."""
    help_ = "Where the record lacks it, or to ask what would be."
    several = "; several joined by commas" if type_ == "quantities" else ""
    return Parameter(
        name, type_, help_.removesuffix(".") + several + ".", f"--{name.replace('_', '-')}", least=1, metavar="N"
    )


def count(name: str, help_: str, default: int, *flags: str, least: int = 1) -> Parameter:
    """Return the option for a number that has a default."""
    return Parameter(name, "integer", help_, *flags, default=default, least=least, metavar="N")


TOKENS = Parameter(
    "tokens", "quantities", "Tokens of one sequence; several joined by commas.", "--tokens", "-t", default=4096, least=1,
    metavar="N",
)  # fmt: skip
BATCH = count("batch", "Sequences at once.", 1, "--batch", "-b")
IMAGES = count("images", "Pictures in a sequence.", 0, "--images", least=0)
IMAGE = Parameter(
    "image", "text", "Size of each picture and frame in pixels; by default the largest that a model takes.", "--image",
    metavar="WxH",
)  # fmt: skip
FRAMES = count("frames", "Frames of a film in a sequence.", 0, "--frames", least=0)
PICTURES = (IMAGES, IMAGE, FRAMES)
CARD = Parameter(
    "card", "text", "Card whose memory it is, such as a100-80gb; `mmkb cards` lists them.", "--card", metavar="NAME",
    complete="cards",
)  # fmt: skip
HEADROOM = Parameter(
    "headroom", "number", "Percent of it left for activations and the framework.", "--headroom", default=10.0, least=0,
    metavar="PERCENT",
)  # fmt: skip
PARAMS = number("params", "quantity")
HEADS = tuple(number(name, "quantities") for name in ("layers", "heads", "kv_heads", "head_dim"))
VISUAL_TOKENS = number("visual_tokens")


def given(**numbers: Numbers | None) -> Several:
    """Return the values that were given for each number."""
    from mmkb.commands.reading import several

    return {name: several(number) for name, number in numbers.items() if number is not None}


def lengths(tokens: Numbers) -> tuple[int, ...]:
    """Return the lengths of sequences, as whole tokens."""
    from mmkb.commands.reading import several

    return tuple(map(int, several(tokens)))


def pictures(images: int, image: str | None, frames: int, visual_tokens: int | None) -> Pictures:
    """Return what pictures and frames a sequence has; a size alone is that of one picture. Raises UsageError."""
    from mmkb.errors import UsageError
    from mmkb.views.pictures import Pictures, picture_size

    if visual_tokens is not None and image is not None:
        raise UsageError("--visual-tokens and --image both say how large a picture is", "give one of them")
    if visual_tokens is not None and not images and not frames:
        raise UsageError("--visual-tokens is of pictures, and the sequence has none", "add --images N")
    size = None if image is None else picture_size(image)
    return Pictures(images or int(size is not None and not frames), size, frames)


def room(index: Index, fit: float | None, card: str | None, headroom: float) -> Room:
    """Return the memory to fit into: a size, or that of a card, else 24 GiB. Raises UsageError, NotFoundError."""
    from mmkb.errors import UsageError
    from mmkb.views.cards import card_named
    from mmkb.views.room import Room

    if fit is not None and card is not None:
        raise UsageError("--fit and --card are two memories", "give one of them")
    if headroom >= 100:
        raise UsageError(f"--headroom takes less than 100, not {headroom:g}")
    if card is None:
        return Room(fit or 24 * 2**30, headroom)
    named = card_named(index, card)
    return Room(named.memory, headroom, named.id, named.peak)


def explained(
    index: Index,
    ids: Sequence[str],
    table: Table,
    name: str,
    given: Several,
    *,
    explain: bool,
    cite: Cite,
    pictures: bool = False,
) -> Table | tuple[Page, ...]:
    """Return the table, or with `explain` a page that also has its formulas and its numbers with their places.

    With `cite` each model brings the paper that introduced it. Raises UsageError where none has one.
    """
    from mmkb.views.introduced import page_for_paper, table_for_paper

    if not explain:
        return table_for_paper(index, table, cite)
    from mmkb.views.explain import explanation

    return (page_for_paper(index, explanation(index, ids, table, name, given=given, pictures=pictures), cite),)
