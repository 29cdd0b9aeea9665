"""Files of the data folder that a command changes: written, or only shown."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mmkb.corpus.folder import DataFolder


def rewrite(folder: DataFolder, changed: Mapping[str, tuple[str, str]]) -> None:
    """Write the texts of files, given before and after by path, all or none.

    Raises UsageError where the data is not one's own, or a file no longer says what it said before.
    """
    from pathlib import Path

    from mmkb.commands.new import check_own
    from mmkb.corpus.format import edited
    from mmkb.errors import UsageError
    from mmkb.writing import write_files

    if not changed:
        return
    check_own(folder)
    if (path := edited(folder.data, changed)) is not None:
        raise UsageError(f"{path} was edited meanwhile, and nothing is written", "run it again")
    write_files({Path(folder.data, path): text for path, (_, text) in changed.items()}, force=True)


def differences(changed: Mapping[str, tuple[str, str]], before: str) -> Iterator[str]:
    """Yield the lines of a patch, with `before` put before each path."""
    from difflib import unified_diff

    for path, (old, new) in changed.items():
        name = f"{before}{path}"
        lines = unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), name, name)
        yield from (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
