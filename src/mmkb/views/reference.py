"""What a table takes along: the documents it cites, and what data it comes from."""

from __future__ import annotations

from mmkb.schema.struct import Struct

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from typing import Literal

    Cite = Literal["none", "paper", "rows", "cells"]


class Reference(Struct):
    """One document as a bibliography names it; `key` is its citation key, `more_authors` says that the list is not whole.

    An author is `Family, Given`, or the name of an organisation, which has no comma.
    """

    __slots__ = (
        "accessed",
        "arxiv",
        "authors",
        "date",
        "doi",
        "key",
        "more_authors",
        "number",
        "pages",
        "repository",
        "revision",
        "title",
        "type",
        "url",
        "venue",
        "volume",
        "year",
    )

    def __init__(
        self,
        key: str,
        type: str,  # noqa: A002
        title: str,
        authors: tuple[str, ...] = (),
        more_authors: bool = False,
        year: int | None = None,
        date: str | None = None,
        venue: str | None = None,
        arxiv: str | None = None,
        doi: str | None = None,
        url: str | None = None,
        repository: str | None = None,
        revision: str | None = None,
        accessed: str | None = None,
        volume: str | None = None,
        number: str | None = None,
        pages: str | None = None,
    ) -> None:
        self.key = key
        self.type = type
        self.title = title
        self.authors = authors
        self.more_authors = more_authors
        self.year = year
        self.date = date
        self.venue = venue
        self.arxiv = arxiv
        self.doi = doi
        self.url = url
        self.repository = repository
        self.revision = revision
        self.accessed = accessed
        self.volume = volume
        self.number = number
        self.pages = pages

    @property
    def day(self) -> tuple[int, ...]:
        """Return year, month and day of publication, as far as they are known.

        Of a paper with a venue that is a year alone, the one its venue ends in, since `date` is the day of its preprint.
        """
        if self.type == "paper" and self.venue:
            text = self.venue[-4:] if self.venue[-5:-4] == " " and self.venue[-4:].isdecimal() else str(self.year or "")
        else:
            text = self.date or str(self.year or "")
        return tuple(int(part) for part in text.split("-") if part)

    @property
    def address(self) -> str | None:
        """Return where the document can be had."""
        if self.url is None and self.arxiv is not None:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return self.url


class About(Struct):
    """Where a table comes from: name and version of the data, the day it stands for, licence and whom to credit.

    `snapshot` identifies the data: it is the same wherever the records are the same.
    """

    __slots__ = ("attribution", "date", "licence", "name", "snapshot", "version")

    def __init__(
        self,
        name: str,
        version: str,
        date: str | None = None,
        licence: str | None = None,
        attribution: str | None = None,
        snapshot: str | None = None,
    ) -> None:
        self.name = name
        self.snapshot = snapshot
        self.version = version
        self.date = date
        self.licence = licence
        self.attribution = attribution

    def lines(self) -> tuple[str, ...]:
        """Return what an export ends with, a sentence a line."""
        day = f", as of {self.date}" if self.date else ""
        parts = [f"Data: {self.name}, version {self.version}{day}"]
        parts += [f"Licence: {self.licence}"] if self.licence else []
        parts += [f"Attribution: {self.attribution}"] if self.attribution else []
        return tuple(parts)

    def items(self) -> dict[str, str]:
        """Return the same by name."""
        named = {
            "data": self.name,
            "version": self.version,
            "snapshot": self.snapshot,
            "date": self.date,
            "licence": self.licence,
            "attribution": self.attribution,
        }
        return {name: value for name, value in named.items() if value}
