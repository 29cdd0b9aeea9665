"""Commands that calculate: kv-cache, memory, finetune, cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mmkb.cli.emit import Out, emit, emit_pages, open_quietly, split
from mmkb.cli.options import CALCULATE, Data, Force, FormatName, Ids, Json, NoColor, Output, Sources
from mmkb.errors import UsageError

if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.table import Table

Dtype = Literal["fp32", "fp16", "bf16", "fp8", "int8", "int4"]
Tokens = Annotated[int, typer.Option("--tokens", "-t", min=1, help="Tokens of one sequence.")]
Batch = Annotated[int, typer.Option("--batch", "-b", min=1, help="Sequences at once.")]
Images = Annotated[int, typer.Option("--images", min=0, help="Pictures in a sequence.")]
_LACKING = "Where the record lacks it, or to ask what would be."
Count = Annotated[int | None, typer.Option(min=1, metavar="N", help=_LACKING, show_default=False)]
Quantity = Annotated[str | None, typer.Option(metavar="N", help=_LACKING, show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, command in (("kv-cache", kv_cache), ("memory", memory), ("finetune", finetune), ("cost", cost)):
        app.command(name, rich_help_panel=CALCULATE)(command)


def kv_cache(
    ids: Ids,
    tokens: Tokens = 4096,
    batch: Batch = 1,
    dtype: Annotated[Dtype, typer.Option(help="The number format of the cache.")] = "fp16",
    images: Images = 0,
    layers: Count = None,
    heads: Count = None,
    kv_heads: Count = None,
    head_dim: Count = None,
    visual_tokens: Count = None,
    sources: Sources = False,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Calculate the key/value cache, beside what multi-head attention would need.

    \b
    Examples:
      mmkb kv-cache llama-2-7b llama-2-70b
      mmkb kv-cache llama-2-70b --tokens 32768 --dtype fp8
      mmkb kv-cache llama-2-7b --kv-heads 8
    """
    from mmkb.views.calculate import kv_cache as view

    given = _given(layers=layers, heads=heads, kv_heads=kv_heads, head_dim=head_dim, visual_tokens=visual_tokens)
    index = open_quietly(data).index
    table = view(index, ids, tokens=tokens, batch=batch, dtype=dtype, images=images, given=given)
    _emit(index, ids, table, Out(format_, json, output, force, no_color), sources=sources)


def memory(
    ids: Ids,
    dtype: Annotated[str, typer.Option(help="Number formats of the weights, joined by commas.")] = "fp16,int8,int4",
    tokens: Tokens = 4096,
    batch: Batch = 1,
    images: Images = 0,
    budget: Annotated[float, typer.Option("--budget", min=0.1, help="Memory of the card in GiB.")] = 24.0,
    params: Quantity = None,
    layers: Count = None,
    heads: Count = None,
    kv_heads: Count = None,
    head_dim: Count = None,
    visual_tokens: Count = None,
    sources: Sources = False,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Calculate the memory of inference: weights and cache, and whether they fit.

    \b
    Examples:
      mmkb memory llava-1.5-7b --images 1
      mmkb memory llama-2-13b --dtype int4 --budget 12
    """
    from mmkb.views.calculate import memory as view

    numbers = {"layers": layers, "heads": heads, "kv_heads": kv_heads, "head_dim": head_dim}
    given = _given(params=_number(params), visual_tokens=visual_tokens, **numbers)
    index = open_quietly(data).index
    dtypes = split(dtype)
    table = view(index, ids, dtypes=dtypes, tokens=tokens, batch=batch, images=images, budget=budget, given=given)
    _emit(index, ids, table, Out(format_, json, output, force, no_color), sources=sources)


def finetune(
    ids: Ids,
    method: Annotated[Literal["full", "lora", "qlora"], typer.Option("--method", "-m", help="How to tune.")] = "lora",
    rank: Annotated[int, typer.Option("--rank", "-r", min=1, help="Rank of the adapters.")] = 8,
    targets: Annotated[str, typer.Option("--targets", help="Adapted matrices: q, k, v, o, gate, up, down.")] = "q,v",
    params: Quantity = None,
    layers: Count = None,
    hidden: Count = None,
    heads: Count = None,
    kv_heads: Count = None,
    head_dim: Count = None,
    ffn: Count = None,
    sources: Sources = False,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Calculate what tuning takes: trainable parameters, and memory for weights, gradients and optimizer.

    \b
    Examples:
      mmkb finetune gpt-3-175b --rank 8
      mmkb finetune llama-65b --method qlora --rank 64 --targets q,k,v,o,gate,up,down
      mmkb finetune llama-2-7b llama-2-13b --method full
    """
    from mmkb.views.calculate import finetune as view

    given = _given(
        params=_number(params), layers=layers, hidden=hidden, heads=heads, kv_heads=kv_heads, head_dim=head_dim, ffn=ffn
    )
    index = open_quietly(data).index
    table = view(index, ids, method=method, rank=rank, targets=split(targets), given=given)
    _emit(index, ids, table, Out(format_, json, output, force, no_color), sources=sources)


def cost(
    ids: Ids,
    tokens: Annotated[
        str | None,
        typer.Option("--tokens", "-t", metavar="N", help="Training tokens; the record's by default."),
    ] = None,
    params: Quantity = None,
    sources: Sources = False,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Calculate training compute by 6·N·D, beside what the record reports.

    \b
    Examples:
      mmkb cost llama-2-70b
      mmkb cost llama-2-7b --tokens 4T
    """
    from mmkb.views.calculate import cost as view

    index = open_quietly(data).index
    table = view(index, ids, tokens=_number(tokens), given=_given(params=_number(params)))
    _emit(index, ids, table, Out(format_, json, output, force, no_color), sources=sources)


def _emit(index: Index, ids: Sequence[str], table: Table, out: Out, *, sources: bool) -> None:
    """Write the table, and with `sources` the places of the fields that it was calculated from."""
    if not sources:
        emit(table, out)
        return
    from mmkb.views.calculate import FIELDS
    from mmkb.views.table import Page
    from mmkb.views.trace import sources_of

    emit_pages((Page(table.title, (), (table, sources_of(index, ids, FIELDS)), id=table.title),), out)


def _given(**numbers: float | None) -> dict[str, int | float]:
    return {name: number for name, number in numbers.items() if number is not None}


def _number(text: str | None) -> int | float | None:
    from mmkb.schema.values import quantity

    if text is None:
        return None
    try:
        number = quantity(text)
    except ValueError as problem:
        raise UsageError(str(problem)) from None
    if not number:
        raise UsageError(f"{text!r} is nothing to calculate with", "give a number above zero")
    return number
