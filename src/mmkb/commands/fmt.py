"""`mmkb fmt`: records in canonical layout."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import CURATE, DATA, JSON, PRETTY, REPORT
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmkb.corpus.folder import DataFolder
    from mmkb.views.table import Table


def answer(folder: DataFolder, paths: Sequence[str] = (), *, check: bool = False, diff: bool = False) -> Table | str:
    """Lay out `paths`, or all files, and return the names of those that changed.

    With `check` or `diff` nothing is written: the answer is a finding for each file that would change, or the change itself.
    A file that is not YAML stays as it is, and the answer is what is wrong with it. Raises UsageError.
    """
    from mmkb.commands.findings import findings
    from mmkb.commands.given_paths import below, shown
    from mmkb.commands.rewritten import differences, rewrite
    from mmkb.corpus.format import layout, misplaced

    if check and diff:
        raise UsageError("--check and --diff are two answers", "use one of them")
    found = layout(folder.data, [below(folder, path) for path in paths])
    before = shown(folder)
    wrong = list(found.findings)
    if check:
        wrong += [misplaced(path, *texts, before) for path, texts in found.changed.items()]
    elif not diff:
        rewrite(folder, found.changed)
    if wrong or check:
        return findings(sorted(wrong, key=lambda finding: (finding.path, finding.line)), before)
    if diff:
        return "".join(differences(found.changed, before))
    return "".join(f"formatted {before}{path}\n" for path in found.changed)


COMMAND = Command(
    "fmt",
    CURATE,
    "Lay out records: fields in their order, lines of one length, comments kept. What they say does not change.",
    answer,
    returns="findings",
    asks="folder",
    parameters=(
        Parameter("paths", "words", "Files or folders to lay out; all without it.", default=(), metavar="PATH"),
        Parameter(
            "check",
            "flag",
            "Write nothing; report the files that would change, and exit with 1.",
            "--check",
            default=False,
        ),
        Parameter("diff", "flag", "Write nothing; print what would change.", "--diff", default=False),
    ),
    handed_on=(REPORT, JSON, PRETTY, DATA),
    examples=["mmkb fmt data/models/llama-2.yaml", "mmkb fmt --diff", "mmkb fmt --check"],
    more="What is written in brackets stays there while it fits its line; what has lines of its own keeps them. Quotes, numbers "
    "and the lines of a folded text stay as they were written.",
)
