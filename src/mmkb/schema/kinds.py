"""The registry of kinds: their folders, how a record unfolds into rows, and how a listing looks by default."""

from __future__ import annotations

from mmkb.schema.struct import Struct


class Kind(Struct):
    """One kind of row that people list.

    `folder` is the data folder that its rows are read from: one row per file, or several that unfold from a list in it. It is
    empty where the rows unfold from the files of several.
    `columns` stand in the order of what a reader wants first; what a query speaks of goes before the `least` of them.
    """

    __slots__ = ("columns", "examples", "folder", "help", "least", "name", "singular", "sort")

    def __init__(
        self,
        name: str,
        singular: str,
        folder: str,
        help: str,  # noqa: A002
        columns: tuple[str, ...],
        sort: tuple[str, ...] = ("id",),
        examples: tuple[str, ...] = (),
        least: int = 1,
    ) -> None:
        self.name = name
        self.singular = singular
        self.folder = folder
        self.help = help
        self.columns = columns
        self.sort = sort
        self.examples = examples
        self.least = least

    @property
    def plural(self) -> str:
        """Return what several rows are called: models, attention mechanisms, terms."""
        return self.name if self.name.endswith("s") else f"{self.singular}s"


_ALL = (
    Kind(
        "models",
        "model",
        "models",
        "Models: modalities, anatomy, attention, training, openness, licence.",
        (
            "id",
            "developer",
            "released",
            "params",
            "input",
            "output",
            "license",
            "access",
            "context",
            "connector",
            "backbone",
        ),
        ("-released", "id"),
        examples=(
            "input:image access:open",
            "input:video commercial:yes backbone.params:..13B",
            "'every stages:(connector:trained backbone:untrained)'",
            "attention:gqa params:..13B --columns id,params,heads,kv_heads",
            "has:score.mmmu-val --columns id,backbone.params,paper.arxiv,score.mmmu-val --sort -score.mmmu-val",
        ),
        least=2,
    ),
    Kind(
        "stages",
        "stage",
        "models",
        "Training stages: which module of a model is trained how, on what.",
        ("model", "order", "name", "vision_encoder", "connector", "backbone", "method", "data"),
        ("model", "order"),
        examples=("connector:full backbone:frozen", "model:llava", "backbone:lora"),
    ),
    Kind(
        "attention",
        "attention mechanism",
        "attention",
        "Attention mechanisms and their implementations.",
        ("id", "name", "introduced", "kv_heads", "kv_cache", "compute", "trades", "role", "paper"),
        ("introduced", "id"),
        examples=("role:mechanism", "generalizes:mha", "マルチヘッド"),
    ),
    Kind(
        "tuning",
        "tuning method",
        "tuning",
        "Tuning methods, by training or by prompting.",
        ("id", "name", "family", "trains", "introduced", "trainable", "paper"),
        ("introduced", "id"),
        examples=("family:parameter-efficient", "extends:lora", "trains:none"),
    ),
    Kind(
        "benchmarks",
        "benchmark",
        "benchmarks",
        "Benchmarks, each with what its numbers do not show.",
        ("id", "name", "area", "modalities", "size", "released", "license", "caveat"),
        examples=("modalities:image", "area:hallucination", "released:2023.."),
    ),
    Kind(
        "instruments",
        "instrument",
        "benchmarks",
        "Instruments: a benchmark's split or subset with its metric.",
        ("id", "benchmark", "split", "metric", "direction", "unit", "minimum", "maximum"),
        examples=("benchmark:mme", "direction:lower"),
    ),
    Kind(
        "results",
        "result",
        "results",
        "Reported results: value as printed, protocol, who measured, where it stands.",
        (
            *("model", "instrument", "printed", "source", "setting", "shots", "measured_by", "at"),
            *("samples", "chain_of_thought", "detail"),
        ),
        ("instrument", "model", "source"),
        examples=(
            "benchmark:mmmu model:qwen2.5-vl-7b",
            "benchmark:pope score:85..",
            "measured_by:self setting:zero-shot",
        ),
        least=3,
    ),
    Kind(
        "datasets",
        "data set",
        "datasets",
        "Data sets for pre-training, alignment and instruction.",
        ("id", "name", "purpose", "modalities", "size", "unit", "made_by", "license", "released"),
        examples=("made-by:gpt-4", "purpose:instruction modalities:video", "size:100M.."),
    ),
    Kind(
        "developers",
        "developer",
        "developers",
        "Who makes models, and in which country.",
        ("id", "name", "aliases", "country"),
        examples=("country:China", "DeepMind"),
    ),
    Kind(
        "licenses",
        "licence",
        "licenses",
        "Licences and terms: commercial use, limits, share-alike. Not legal advice.",
        ("id", "name", "commercial", "user_cap", "osi", "share_alike", "spdx", "limits"),
        examples=("commercial:conditional", "osi:yes", "has:user_cap"),
    ),
    Kind(
        "sources",
        "source",
        "sources",
        "Sources: papers, reports, cards, repositories. An id is its citation key.",
        ("id", "title", "year", "authors", "venue", "arxiv", "type"),
        ("-year", "id"),
        examples=("type:paper year:2023..", "authors:Liu", "2404.01322"),
    ),
    Kind(
        "surveys",
        "survey",
        "surveys",
        "Surveys of the field, and the models that each covers.",
        ("id", "name", "paper", "models"),
        examples=("models:llava", "zhang"),
    ),
    Kind(
        "claims",
        "claim",
        "claims",
        "Claims of surveys, each with our check and verdict.",
        ("id", "statement", "verdict", "finding", "checked", "source", "at"),
        examples=("verdict:wrong", "about:palm", "topic:attention"),
    ),
    Kind(
        "disputes",
        "dispute",
        "",
        "Disputes: where a source says otherwise than the record, with the sources of both and the reason.",
        ("record", "field", "value", "rival", "source", "because", "at", "sources"),
        ("record", "field", "id"),
        examples=("field:connector", "field:connector source.survey:yes against.survey:yes", "record:llava-1.5"),
    ),
    Kind(
        "risks",
        "risk",
        "risks",
        "Ethical and safety issues, whom they hit, what is done about them.",
        ("id", "name", "area", "affects", "mitigations"),
        examples=("area:bias", "about:gpt-4o"),
    ),
    Kind(
        "rules",
        "rule of law",
        "rules",
        "Rules of law: who is bound, what is asked, from when, what is exempt. Not legal advice.",
        ("applies", "id", "binds", "asks", "article", "law", "exempt", "threshold", "effect"),
        ("applies", "id"),
        examples=('"AI Act" applies:2025-08', "law:GDPR", "binds:gpai-provider applies:..2026"),
    ),
    Kind(
        "glossary",
        "term",
        "glossary",
        "Terms of the field, explained, with their names in Japanese.",
        ("id", "name", "japanese", "definition", "see_also", "used_by"),
        examples=("rope", "ハルシネーション", "method:lora"),
    ),
    Kind(
        "cards",
        "card",
        "cards",
        "Accelerator cards: memory, bandwidth and peak, for the calculators.",
        ("id", "name", "maker", "memory", "bandwidth", "peak", "released"),
        examples=("memory:80B..", "maker:NVIDIA"),
    ),
    Kind(
        "questions",
        "question",
        "questions",
        "The survey's research questions and what answers them.",
        ("id", "name", "question", "tables"),
        examples=("tables:training-stages",),
    ),
    Kind(
        "tables",
        "table",
        "tables",
        "Saved tables; print one with `mmkb table ID`.",
        ("id", "name", "kind", "query", "columns"),
        examples=("kind:models",),
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
FOLDERS: tuple[str, ...] = tuple(dict.fromkeys(kind.folder for kind in _ALL if kind.folder))
LEDGER = "ledger"
"""The data folder of results in bulk: a ledger is a file of result rows, one a line as JSON, and no record."""

EVIDENCED: tuple[str, ...] = (
    "models",
    "attention",
    "tuning",
    "benchmarks",
    "datasets",
    "developers",
    "licenses",
    "surveys",
    "risks",
    "rules",
    "glossary",
    "cards",
)
"""The kinds whose facts name their evidence in the record."""

PART_OF: dict[str, tuple[str, ...]] = {"stages": ("models",), "disputes": EVIDENCED}
"""The kinds whose rows are parts of the rows of others. So are kinds that nobody lists: `claims:checks` are of `claims`."""

UNNAMED = ("stages", "results", "disputes")
"""The kinds whose rows nobody calls by a name."""

PARTS = {
    "base": "base",
    "backbone": "backbone",
    "vision.encoder": "vision encoder",
    "other_encoders": "encoder",
    "generators": "generator",
}
"""The fields of a model that name the models it is built from, with the role of each."""
