"""`mmkb import`: what other programs write becomes records, with evidence; what is on record stays."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.new import check_own
from mmkb.commands.shared import CURATE, DATA, FORMAT, JSON, NO_COLOR, ONLINE, PRETTY
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.importers.plan import Plan
    from mmkb.index.index import Index
    from mmkb.views.table import Table

_FORMATS = (
    *(
        "bibtex",
        "csl-json",
        "ris",
        "config",
        "safetensors-index",
        "card",
        "eval-results",
        "eee",
        "lm-eval",
        "lmms-eval",
    ),
    "csv",
)


def answer(
    index: Index,
    files: Sequence[str],
    *,
    format_: str | None = None,
    into: str | None = None,
    source: str | None = None,
    columns: Sequence[str] = (),
    because: str | None = None,
    measured_by: str | None = None,
    ndjson: bool = False,
    rejects: str | None = None,
    dry_run: bool = False,
    online: bool = False,
) -> Table:
    """Bring files to the records and return what became of each of their values, one a row; with `dry_run` write nothing.

    Results in bulk (`ndjson`, or files of that name) become ledgers; of them the table has the counts of lines by outcome.
    """
    from pathlib import Path

    from mmkb.importers.run import check_there, imported
    from mmkb.writing import with_folders, write_files

    check_there(files)
    if ndjson or (format_ is None and any(file.endswith(".ndjson") for file in files)):
        from mmkb.commands.import_bulk import bulk

        if format_ or because or online:
            raise UsageError("results in bulk take neither --as, --because nor --online", "leave it out")
        said = {"model": into, "source": source, "measured_by": measured_by}
        return bulk(index, files, _columns(columns), said, rejects, dry_run=dry_run)
    if rejects:
        raise UsageError("--rejects is for results in bulk", "add --ndjson, or leave it out")

    if not dry_run:
        check_own(index.folder)
    plan = imported(
        index, files, online=online, format_=format_, into=into, source=source, columns=_columns(columns),
        because=because, measured_by=measured_by,
    )  # fmt: skip
    texts = {Path(index.folder.data, path): text for path, text in plan.texts().items()}
    if texts and not dry_run:
        with with_folders(texts):
            write_files(texts, force=True)
    return _table(plan)


def _columns(given: Sequence[str]) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in given]
    if wrong := [pair for pair in pairs if not (pair[0].strip() and pair[1])]:
        hint = "write NAME=COLUMN, as in model=Model; NAME= names the column without a head"
        raise UsageError(f"--map: {''.join(wrong[0])!r} maps nothing", hint)
    return {name.strip(): column.strip() for name, _, column in pairs}


def _table(plan: Plan) -> Table:
    from mmkb.views.table import UNKNOWN, Cell, Column, Table

    names = ("record", "field", "outcome", "value", "recorded", "why")
    columns = tuple(Column(name, name, "text") for name in names)
    rows = tuple(tuple(Cell(part) if part else UNKNOWN for part in said) for said in plan.said)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in plan.counts().items() if count)
    return Table(counts or "nothing", columns, rows, len(rows), kind="import")


COMMAND = Command(
    "import",
    CURATE,
    "Bring bibliographies, configurations, model cards and result files to the records, with their evidence.",
    answer,
    returns="report",
    parameters=(
        Parameter(
            "files", "words", "Files; with --online also arxiv:NUMBER, doi:NUMBER, hf:ORG/NAME.", required=True, metavar="FILE"
        ),
        Parameter(
            "format_", "text", f"What they are, where name and content do not say: {', '.join(_FORMATS)}.", "--as",
            choices=_FORMATS, metavar="KIND",
        ),
        Parameter("into", "text", "The model that they speak of, new or on record.", "--into", metavar="ID", complete="ids"),
        Parameter(
            "source", "text", "Where they come from: a source on record, or hf:ORG/NAME@REVISION.", "--source", metavar="SOURCE"
        ),
        Parameter(
            "columns", "words", "Which column or key holds what: model, instrument, value, or an instrument's id; repeat.",
            "--map", default=(), metavar="NAME=COLUMN",
        ),
        Parameter("because", "text", "Keep values that differ as disputes, for this reason.", "--because", metavar="TEXT"),
        Parameter(
            "measured_by", "text", "Who measured the results.", "--measured-by",
            choices=("self", "benchmark", "other-developer", "third-party"),
        ),
        Parameter("ndjson", "flag", "They hold results in bulk, one JSON object a line.", "--ndjson", default=False),
        Parameter(
            "rejects", "text", "Where lines go that are refused, with the reason; beside the file without it.", "--rejects",
            metavar="FILE",
        ),
        Parameter("dry_run", "flag", "Write nothing; print what would happen.", "--dry-run", default=False),
        ONLINE,
    ),
    handed_on=(FORMAT, JSON, PRETTY, DATA, NO_COLOR),
    examples=[
        "mmkb import references.bib",
        "mmkb import README.md config.json --into heron-7b --source hf:pond/heron-7b@3f2a91c",
        "mmkb import results.json --into heron-7b --source hf:pond/heron-7b --measured-by self",
        "mmkb import results.ndjson --map benchmark=task --source ash-2023-heron",
        "mmkb import scores.csv --map model=Model --map mmmu-val=MMMU --source ash-2023-heron --dry-run",
    ],
    more="A value on record is never written over: one that differs is printed, or kept as a dispute with --because. What is new "
    "names its file as evidence, unread. Results in bulk (--ndjson) go to ledgers; see docs/importing.md. BibTeX needs "
    "the extra: pip install 'mmkb[bibtex]'.",
)  # fmt: skip
