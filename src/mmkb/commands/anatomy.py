"""What the calculating commands share: the numbers of a model that can be given, and the answer with its sources."""

from __future__ import annotations

from mmkb.commands.declare import Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypedDict

    from mmkb.commands.declare import Type
    from mmkb.index.index import Index
    from mmkb.views.table import Page, Table

    class Heads(TypedDict, total=False):
        """The numbers of an attention layer that can be given, each as the option of its name."""

        layers: int | None
        heads: int | None
        kv_heads: int | None
        head_dim: int | None


DTYPES = ("fp32", "fp16", "bf16", "fp8", "int8", "int4")


def number(name: str, type_: Type = "integer") -> Parameter:
    """Return the option by which a number is given where the record lacks it, or to ask what would be."""
    help_ = "Where the record lacks it, or to ask what would be."
    return Parameter(name, type_, help_, f"--{name.replace('_', '-')}", least=1, metavar="N")


def count(name: str, help_: str, default: int, *flags: str, least: int = 1) -> Parameter:
    """Return the option for a number that has a default."""
    return Parameter(name, "integer", help_, *flags, default=default, least=least, metavar="N")


TOKENS = count("tokens", "Tokens of one sequence.", 4096, "--tokens", "-t")
BATCH = count("batch", "Sequences at once.", 1, "--batch", "-b")
IMAGES = count("images", "Pictures in a sequence.", 0, "--images", least=0)
PARAMS = number("params", "quantity")
HEADS = tuple(map(number, ("layers", "heads", "kv_heads", "head_dim")))
VISUAL_TOKENS = number("visual_tokens")


def given(**numbers: float | None) -> dict[str, int | float]:
    """Return the numbers that were given."""
    return {name: number for name, number in numbers.items() if number is not None}


def with_sources(index: Index, ids: Sequence[str], table: Table, *, sources: bool) -> Table | tuple[Page, ...]:
    """Return the table, or with `sources` a page that also has the places of the numbers it was calculated from."""
    if not sources:
        return table
    from mmkb.views.calculate import FIELDS
    from mmkb.views.table import Page
    from mmkb.views.trace import sources_of

    return (Page(table.title, (), (table, sources_of(index, ids, FIELDS)), id=table.title),)
