"""How a calculation came about: its formulas with their papers, and where the numbers it stands on were found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mmkb.index.index import Index
from mmkb.rows.evidence import Place, places
from mmkb.views.anatomy import Anatomy, anatomies
from mmkb.views.calculated import Several
from mmkb.views.inputs import inputs
from mmkb.views.short_names import GROUPS, path_of
from mmkb.views.table import UNKNOWN, Cell, Column, Page, Table

Formula = tuple[str, str, str]
"""What is calculated, by which formula, and the paper or page that the formula is from."""

_ONLY_OF = {
    "latent attention": "latent",
    "window, chunk": "window",
    "state": "state",
}
"""Formulas that hold for some models alone, by what these have."""

KV_CACHE: tuple[Formula, ...] = (
    ("numbers per token", "2 · kv_heads · head_dim per layer", "Ainslie et al. 2023, arXiv:2305.13245, §2.2"),
    ("as_mha", "2 · heads · head_dim per layer and token", "Vaswani et al. 2017, arXiv:1706.03762, §3.2"),
    (
        "latent attention",
        "latent_dim + rope_dim (+ index_dim) per layer and token",
        "DeepSeek-AI 2024, arXiv:2405.04434, §2.1",
    ),
    ("window, chunk", "at most `window` tokens per layer", "Jiang et al. 2023, arXiv:2310.06825, §2"),
    (
        "cache",
        "sum over groups of layers: count · numbers per token · tokens kept · bytes · batch",
        "sums the lines above",
    ),
    ("state", "count · state · bytes · batch, however long the text", "Gu and Dao 2023, arXiv:2312.00752"),
)

MEMORY: tuple[Formula, ...] = (
    ("weights", "parameters · bytes of the format, without scales and zero points of quantization", "counts bytes"),
    ("total", "weights + cache + states", "counts bytes"),
    ("fits", "total ≤ memory · (1 - headroom)", "compares"),
    ("largest context", "the most tokens whose cache and states fit beside the weights", "solves the lines above"),
    *KV_CACHE,
)
FINETUNE: tuple[Formula, ...] = (
    ("adapter", "rank · (d_in + d_out) for each matrix", "Hu et al. 2021, arXiv:2106.09685, §4.1"),
    (
        "latent attention",
        "q_a, kv_a down to query_latent_dim and latent_dim + rope_dim; q_b, kv_b up to each head's dimensions",
        "DeepSeek-AI 2024, arXiv:2405.04434, §2.1",
    ),
    ("trained parameter", "16 bytes: weight 2, gradient 2, Adam 12", "Rajbhandari et al. 2019, arXiv:1910.02054, §3.1"),
    ("frozen weight, qlora", "4 + 0.127 bits", "Dettmers et al. 2023, arXiv:2305.14314, §3"),
    (
        "activations",
        "layers · tokens · batch · hidden · 34 bytes; feed-forward of 4 · hidden, no experts",
        "Korthikanti et al. 2022, arXiv:2205.05198, §4.1",
    ),
    (
        "matrices of attention",
        "layers · tokens² · batch · heads · 5 bytes with --attention full; recomputed with flash",
        "Korthikanti et al. 2022, arXiv:2205.05198, §4.1 and §5; Dao et al. 2022, arXiv:2205.14135, §3.1",
    ),
    (
        "with checkpointing",
        "2 · layers · tokens · batch · hidden bytes",
        "Korthikanti et al. 2022, arXiv:2205.05198, §5",
    ),
    ("total", "memory + activations", "adds the lines above"),
    ("cards", "total with checkpointing / (memory of a card · (1 - headroom)), rounded up", "compares"),
    (
        "hours",
        "6 · parameters used per token · tokens / (peak · utilization · cards), 4 instead of 6 where weights are frozen",
        "Kaplan et al. 2020, arXiv:2001.08361, §2.1",
    ),
)
SERVING: tuple[Formula, ...] = (
    ("blended", "input · (1 - output share) + output · output share", "weighs the prices on record"),
    ("own hardware", "USD an hour / (tokens a second · 3600) · 10^6", "divides what was given"),
)
COST: tuple[Formula, ...] = (
    ("compute", "6 · parameters used per token · tokens", "Kaplan et al. 2020, arXiv:2001.08361, §2.1"),
)
PICTURES: tuple[Formula, ...] = (
    ("resize", "(resolution / (patch · merge))²", "Liu et al. 2023, arXiv:2310.03744"),
    (
        "smart-resize",
        "width · height / (patch · merge)², sides rounded, pixels within limits",
        "Wang et al. 2024, arXiv:2409.12191",
    ),
    (
        "longest-side",
        "rows · (columns + 1) patches, longest side ≤ resolution",
        "Agrawal et al. 2024, arXiv:2410.07073",
    ),
    ("tiles", "tokens · (tiles + thumbnail), tiles in the nearest shape", "Chen et al. 2024, arXiv:2404.16821, §3.3"),
    (
        "canvas",
        "tokens · (tiles + thumbnail), tiles of the canvas that scales the picture least",
        "Meta 2024, Llama 3.2 Vision; get_optimal_tiled_canvas in transformers",
    ),
    (
        "slices",
        "tokens · (slices + 1), slices about width · height / tile², in the nearest shape",
        "Yao et al. 2024, arXiv:2408.01800, §3.1",
    ),
    (
        "split",
        "tokens · (tiles + thumbnail), tiles = ⌈resolution / tile⌉ · ⌈resolution · shortest / longest side / tile⌉",
        "Laurençon et al. 2024, arXiv:2408.12637",
    ),
    (
        "hd",
        "rows · (columns + 1) + 1 + those of the whole, of as many tiles as a picture of its shape fills, at most max_tiles",
        "Abdin et al. 2024, arXiv:2404.14219; get_phi3v_image_feature_size in vLLM",
    ),
    (
        "overlap",
        "rows · (columns + 1) + 2 + those of the whole, of the canvas of tiles · tile + (resolution - tile) pixels",
        "Deitke et al. 2024, arXiv:2409.17146; MultiModalPreprocessor in its code",
    ),
    (
        "grid",
        "patches of one tile + patches of the best grid without padding + one a row; at most about those of max_tiles",
        "Liu et al. 2024, LLaVA-NeXT (January 2024); Li et al. 2024, arXiv:2408.03326",
    ),
    (
        "frames",
        "tokens of a picture, or frame_tokens, · frames / frame_merge",
        "Wang et al. 2024, arXiv:2409.12191, §2.1",
    ),
)

_LAYERS = (
    *(
        "style",
        "mechanism",
        "layers",
        "encoder_layers",
        "heads",
        "kv_heads",
        "head_dim",
        "span",
        "window",
        "latent_dim",
    ),
    *("rope_dim", "index_dim", "state", GROUPS),
)
_SEEING = (
    *("rule", "visual_tokens", "several_tokens", "resolution", "patch", "merge", "min_pixels", "max_pixels", "tile"),
    *("max_tiles", "thumbnail", "vision.grids", "frame_merge", "frame_tokens", "connector"),
)
_SIZE = ("params", "exact_params")
_TUNED = (
    *(
        "hidden",
        "query_latent_dim",
        "nope_dim",
        "value_dim",
        "query_gate",
        "activation",
        "ffn",
        "ffn_layers",
        "experts",
    ),
    *("shared_experts", "dense_layers", "dense_ffn", "architecture.fused", "active_params"),
)


@dataclass(frozen=True, slots=True)
class Explained:
    """What stands behind an answer: its formulas, and the short names of the numbers that it takes from records."""

    formulas: tuple[Formula, ...]
    numbers: tuple[str, ...]


BEHIND: Mapping[str, Explained] = {
    "kv-cache": Explained(KV_CACHE, _LAYERS),
    "memory": Explained(MEMORY, (*_SIZE, *_LAYERS)),
    "finetune": Explained(FINETUNE, (*_SIZE, *_LAYERS, *_TUNED)),
    "cost": Explained(COST, (*_SIZE, "active_params", "training_tokens", "flops", "gpu_hours", "spent")),
    "serving": Explained(SERVING, ("price.input", "price.output", "hosted.input", "hosted.output")),
}
"""What stands behind each calculation."""


def explanation(
    index: Index, ids: Sequence[str], table: Table, name: str, *, given: Several, pictures: bool = False
) -> Page:
    """Return a page of the table, the formulas that it needed, and each recorded number with the place where it stands.

    `name` is one of `BEHIND`; what was `given` is said to be; with `pictures` their rules and numbers are there too.
    """
    behind = BEHIND[name]
    numbers = (*behind.numbers, *(_SEEING if pictures else ()))
    used = _used(anatomies(index, ids, {})) if name in ("kv-cache", "memory", "finetune") else frozenset()
    rules = [formula for formula in PICTURES if pictures and formula[0] in used]
    formulas = [formula for formula in behind.formulas if _ONLY_OF.get(formula[0], "") in {"", *used}]
    columns = tuple(Column(name, name, "text") for name in ("what", "formula", "source"))
    rows = tuple(tuple(map(Cell, formula)) for formula in (*formulas, *rules))
    explained = Table("formulas", columns, rows, len(rows), kind="formulas")
    shown = _entitled(table)
    if screen := table.screen:
        shown = shown.but(screen=lambda: _entitled(screen()))
    return Page(table.title, (), (shown, explained, _inputs(index, ids, numbers, given)), id=table.kind)


def _entitled(table: Table) -> Table:
    return table.but(title=table.kind, caption=table.title)


def _used(models: Collection[Anatomy]) -> frozenset[str]:
    """Return what the models have that only some formulas are for."""
    found = set()
    for model in models:
        spans = {*model.spans()}
        found |= {"latent"} if model.numbers.get("latent_dim") is not None else set()
        found |= {"window"} if spans & {"window", "chunk"} or model.numbers.get("window") else set()
        found |= {"state"} if "state" in spans or model.numbers.get("state") is not None else set()
        found |= {"frames"} if model.numbers.get("frame_merge") or model.numbers.get("frame_tokens") else set()
        found.add(str(model.numbers.get("rule") or "resize"))
    return frozenset(found)


def _inputs(index: Index, ids: Sequence[str], names: Sequence[str], given: Several) -> Table:
    """Return one row per recorded number: its value, and the strongest of the places where it stands; a list stands at all."""
    columns = (
        Column("model", "model", "id", target="models"),
        *(Column(name, name, "text") for name in ("field", "value")),
        Column("source", "source", "id", target="sources"),
        Column("at", "at", "text"),
        Column("read", "read", "date"),
    )
    rows = tuple(_input_rows(index, ids, [path_of(name) for name in names], given))
    return Table("inputs", columns, rows, len(rows), kind="sources")


def _input_rows(index: Index, ids: Sequence[str], paths: Sequence[str], given: Several) -> Iterator[tuple[Cell, ...]]:
    instead = {path_of(name): ", ".join(f"{number:g}" for number in numbers) for name, numbers in given.items()}
    fields = index.fields("models")
    standing: dict[int, list[tuple[str, Place]]] = {}
    for entry in inputs(index, ids, paths):
        if entry.field in instead:
            continue
        if entry.rid not in standing:
            standing[entry.rid] = places(index, [entry.rid])
        field = fields.get(entry.field)
        assert field is not None
        known: list[Place | None] = [place for path, place in standing[entry.rid] if path == entry.field]
        label = entry.field if entry.at == entry.model else f"{entry.field} of {entry.at}"
        for place in (known if field.many else known[:1]) or [None]:
            yield Cell(entry.model), Cell(label), Cell(_shown(entry.value)), *_place(place)
    for path, numbers in instead.items():
        yield UNKNOWN, Cell(path), Cell(numbers), UNKNOWN, Cell("as given"), UNKNOWN


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.15g}" if isinstance(value, float) else str(value)


def _place(place: Place | None) -> tuple[Cell, Cell, Cell]:
    if place is None:
        return UNKNOWN, UNKNOWN, UNKNOWN
    day = Cell(place.day) if place.state == "read" else Cell(None, shown=f"{place.state} {place.day or ''}".rstrip())
    return Cell(place.source), Cell(place.at) if place.at else UNKNOWN, day
