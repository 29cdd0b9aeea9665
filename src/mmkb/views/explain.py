"""How a calculation came about: its formulas with their papers, and where the numbers it stands on were found."""

from __future__ import annotations

from collections.abc import Sequence

from mmkb.index.index import Index
from mmkb.views.anatomy import FIELDS, asked_rows
from mmkb.views.table import Cell, Column, Page, Table
from mmkb.views.trace import sources_of

Formula = tuple[str, str, str]
"""What is calculated, by which formula, and the paper or page that the formula is from."""

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
    ("trained parameter", "16 bytes: weight 2, gradient 2, Adam 12", "Rajbhandari et al. 2019, arXiv:1910.02054, §3.1"),
    ("frozen weight, qlora", "4 + 0.127 bits", "Dettmers et al. 2023, arXiv:2305.14314, §3"),
    (
        "activations",
        "layers · tokens · batch · hidden · (34 + 5 · heads · tokens / hidden) bytes",
        "Korthikanti et al. 2022, arXiv:2205.05198, §4.1",
    ),
    (
        "with checkpointing",
        "2 · layers · tokens · batch · hidden bytes",
        "Korthikanti et al. 2022, arXiv:2205.05198, §5",
    ),
    (
        "hours",
        "6 · parameters used per token · tokens / (peak · utilization), 4 instead of 6 where weights are frozen",
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
        "grid",
        "patches of one tile + patches of the best grid without padding + one a row; at most about those of max_tiles",
        "Liu et al. 2024, LLaVA-NeXT (January 2024); Li et al. 2024, arXiv:2408.03326",
    ),
    ("frames", "tokens of a picture · frames / frame_merge", "Wang et al. 2024, arXiv:2409.12191, §2.1"),
)


def explanation(index: Index, ids: Sequence[str], table: Table, formulas: Sequence[Formula]) -> Page:
    """Return a page of the table, its formulas, and the places of the recorded numbers."""
    columns = tuple(Column(name, name, "text") for name in ("what", "formula", "source"))
    rows = tuple(tuple(map(Cell, formula)) for formula in formulas)
    explained = Table("formulas", columns, rows, len(rows), kind="formulas")
    return Page(
        table.title,
        (),
        (table, explained, sources_of(index, [id_ for _, id_ in asked_rows(index, ids)], FIELDS)),
        id=table.title,
    )
