"""The methods of a knowledge base that make and change records of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmkb.commands.reading import names
from mmkb.tables import Table, public

if TYPE_CHECKING:
    from mmkb.commands.reading import Names
    from mmkb.corpus.folder import DataFolder


class Curation:
    """Each method is a command of the command line with the same names and defaults."""

    folder: DataFolder

    def init(self, folder: str = ".", *, name: str | None = None) -> str:
        """Make a knowledge base in `folder`, read as one with the shipped one, and return what was made and what comes next."""
        from mmkb.commands.init import answer

        return answer(folder, name=name)

    def new(
        self,
        kind: str,
        id: str,  # noqa: A002
        *,
        from_: Names = (),
        source: str | None = None,
        online: bool = False,
    ) -> str:
        """Write a record to fill in, and return where it is; of a record in a layer below one that amends it.

        `from_` are files and references that fill it, `source` says where files come from, `online` fetches references.
        """
        from mmkb.commands.new import answer

        return answer(
            self.folder, kind, id, from_=(from_,) if isinstance(from_, str) else from_, source=source, online=online
        )

    def edit(self, id: str, *, field: str | None = None, kind: str | None = None) -> Table | str:  # noqa: A002
        """Open a record of one's own in $EDITOR, at a field if one is named, and return the findings when it is closed."""
        from mmkb.commands.edit import answer

        found = answer(self.folder, id, field=field, kind=kind)
        return found if isinstance(found, str) else public(found)

    def check(
        self,
        *paths: str,
        select: Names = (),
        ignore: Names = (),
        changed: str | None = None,
        explain: str | None = None,
        fix: bool = False,
        diff: bool = False,
    ) -> Table | str:
        """Return the findings on files, or on all, one a row; with `changed` on those that differ from a revision of git.

        With `fix` what can mean one thing only is mended before; with `diff` as well, the change is returned and not written.
        """
        from mmkb.commands.check import answer

        found = answer(
            self.folder,
            paths,
            select=names(select),
            ignore=names(ignore),
            changed=changed,
            explain=explain,
            fix=fix,
            diff=diff,
        )
        return found if isinstance(found, str) else public(found)

    def fmt(self, *paths: str, check: bool = False, diff: bool = False) -> Table | str:
        """Lay out files of the data folder, or all; with `check` return those that are not, with `diff` what would change."""
        from mmkb.commands.fmt import answer

        found = answer(self.folder, paths, check=check, diff=diff)
        return found if isinstance(found, str) else public(found)

    def diff(self, before: str = "HEAD", after: str | None = None) -> Table:
        """Return what differs between two folders of records, each also as git has it (`main:data`), or between two exports.

        By default: what is in the data folder and not committed yet.
        """
        from mmkb.commands.diff import answer

        return public(answer(before, after or str(self.folder.data)))

    def log(self, id: str, *, kind: str | None = None) -> Table:  # noqa: A002
        """Return the commits that changed a record of one's own folder, the newest first."""
        from mmkb.commands.log import answer

        return public(answer(self.folder, id, kind=kind))
