"""`mmkb check`: every finding with its place and remedy."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CURATE, DATA, JSON, PRETTY, REPORT
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.corpus.corpus import Beyond
    from mmkb.corpus.folder import DataFolder
    from mmkb.corpus.read import ReadFile
    from mmkb.views.table import Table


def answer(
    folder: DataFolder,
    paths: Sequence[str] = (),
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    changed: str | None = None,
    explain: str | None = None,
    fix: bool = False,
    diff: bool = False,
) -> Table | str:
    """Return the findings on `paths`, or on all files, one a row; `explain` asks what a code means instead.

    With `fix` what can mean one thing only is mended and written before; with `diff` as well, the answer is the change alone.

    With `changed` only on files that differ from that revision of git, or are new; of these the `paths`, where any are named.

    Records of several layers are checked as one; what the files of the lowest alone are wrong in is for its own check.
    """
    from pathlib import Path

    from mmkb.commands.asked import RULES
    from mmkb.commands.findings import findings
    from mmkb.commands.given_paths import below, shown
    from mmkb.corpus import check

    if diff and not fix:
        raise UsageError("--diff shows what --fix would change", "add --fix")
    if explain:
        if paths or select or ignore or changed or fix:
            raise UsageError("--explain says what a code means, whatever the records", "leave the rest out")
        title, explanation = check.explain(explain.upper(), RULES)
        return f"{explain.upper()} {title}\n\n{explanation}\n"
    chosen = [below(folder, path) for path in paths]
    if changed is not None:
        from mmkb.corpus.git import changed_since

        since = changed_since(folder.data, changed)
        chosen = [
            path for path in since if not paths or path in chosen or path.partition("/")[0] in chosen or "." in chosen
        ]
        if not chosen:
            return findings([], shown(folder))
    below_ = [Path(layer.data) for layer in folder.below]
    lowest = _lowest(folder)
    mended = None
    if fix:
        from mmkb.commands.rewritten import differences, rewrite
        from mmkb.corpus.mend import mend

        corpus = check.corpus_of([*below_, Path(folder.data)], lowest)
        mended = mend(folder.data, corpus, check.wanted_codes(select, ignore, RULES), chosen)
        if diff:
            return "".join(differences(mended.changed, shown(folder)))
        rewrite(folder, mended.changed)
    found = check.check(
        Path(folder.data),
        below=below_,
        lowest=lowest,
        paths=chosen,
        select=select,
        ignore=ignore,
        rules=RULES,
        beyond=_beyond(folder),
    )
    return findings(found, shown(folder), mended.findings if mended else None)


def _beyond(folder: DataFolder) -> Beyond | None:
    """Return the names that the data that come with mmkb have, for a folder that stands alone and could lie on them."""
    if folder.below:
        return None
    from functools import cache
    from pathlib import Path

    from mmkb.corpus.folder import shipped_data
    from mmkb.index.index import Index

    @cache  # they are looked for only where a name is missing
    def names(kind: str) -> frozenset[str]:
        shipped = shipped_data()
        own = Path(folder.data).resolve() == Path(shipped.data).resolve()
        return frozenset(() if own else Index(shipped).names(kind))

    return names


def _lowest(folder: DataFolder) -> list[ReadFile] | None:
    """Return the records of the lowest of several layers, from its index."""
    if not folder.below:
        return None
    from mmkb.corpus.read import ReadFile
    from mmkb.index.index import Index
    from mmkb.rows.documents import all_documents

    return Index(folder.below[0]).ask(lambda index: [ReadFile(*record) for record in all_documents(index)])


COMMAND = Command(
    "check",
    CURATE,
    "Check the records: YAML, schema, references, evidence, plausibility. Exit 1 when there are findings.",
    answer,
    returns="findings",
    asks="folder",
    parameters=(
        Parameter("paths", "words", "Files or folders to report on; all without it.", default=(), metavar="PATH"),
        Parameter(
            "select", "names", "Only these codes, or beginnings of codes.", "--select", default=(), metavar="CODE"
        ),
        Parameter("ignore", "names", "All but these codes.", "--ignore", default=(), metavar="CODE"),
        Parameter(
            "changed",
            "text",
            "Only files that differ from a revision of git, such as HEAD or main.",
            "--changed",
            metavar="REV",
        ),
        Parameter(
            "fix", "flag", "First mend what can mean one thing only: slips of words and keys, names of records in the place of "
            "their ids, repeated evidence, the layout.", "--fix", default=False,
        ),
        Parameter("diff", "flag", "With --fix: write nothing; print what would change.", "--diff", default=False),
        Parameter("explain", "text", "Explain a code and exit.", "--explain", metavar="CODE"),
    ),
    handed_on=(REPORT, JSON, PRETTY, DATA),
    examples=[
        "mmkb check",
        "mmkb check data/models/llama-2.yaml",
        "mmkb check --select MM3 --format json",
        "mmkb check --changed HEAD",
        "mmkb check --fix --diff",
        "mmkb check --fix data/models/llama-2.yaml",
        "mmkb check --explain MM301",
    ],
    more="--fix leaves alone what it cannot read, and mends records of your own folder only; it prints what it mended by file "
    "and line, then what is left. What needs a decision stays a finding.",
)  # fmt: skip
