"""Documents and repositories by the numbers and names that others give them: `arxiv:…`, `doi:…`, `hf:…`."""

from __future__ import annotations

import re
from typing import NamedTuple

from mmkb.errors import NotFoundError

_REFERENCE = re.compile(r"(arxiv|doi|hf):\s*(\S+)", re.IGNORECASE)
_VERSION = re.compile(r"v[0-9]+$")
_ARXIV_PREFIX = "10.48550/arXiv."
CSL = "application/vnd.citationstyles.csl+json"


class Reference(NamedTuple):
    """What somebody refers to: the scheme, `arxiv`, `doi` or `hf`, and the number or name in it."""

    scheme: str
    name: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.name}"

    @property
    def doi(self) -> str:
        """Return the DOI of a document; those of arXiv have one by their number."""
        return f"{_ARXIV_PREFIX}{self.name}" if self.scheme == "arxiv" else self.name

    @property
    def repository(self) -> str:
        """Return the name of a repository without its revision."""
        return self.name.partition("@")[0]

    @property
    def revision(self) -> str | None:
        """Return the revision of a repository, where one is named."""
        return self.name.partition("@")[2] or None


def reference(given: str) -> Reference | None:
    """Return the reference that a word is, in the one way it is written here, or None where it names a file."""
    found = _REFERENCE.fullmatch(given.strip())
    if found is None:
        return None
    scheme, name = found[1].lower(), found[2]
    if scheme == "doi" and name.lower().startswith(_ARXIV_PREFIX.lower()):
        scheme, name = "arxiv", name[len(_ARXIV_PREFIX) :]
    return Reference(scheme, _VERSION.sub("", name) if scheme == "arxiv" else name)


def absent(wanted: Reference, takes: str, why: str = "is not on record, and nothing is fetched") -> NotFoundError:
    """Return the error that a reference leads to nothing: which file to save, and which command `takes` it."""
    if wanted.scheme == "hf":
        named = f"--from {wanted} --from" if takes.endswith("--from") else f"--source {wanted}"
        files = (
            f"{named} README.md --from config.json" if takes.endswith("--from") else f"README.md config.json {named}"
        )
        begins = takes.removesuffix(" --from")
        save = f"save README.md and config.json of https://huggingface.co/{wanted.repository}/tree/main"
        return NotFoundError(f"{wanted} {why}", f"{save}, then: {begins} {files}")
    if wanted.scheme == "arxiv":
        save, file = f"save https://arxiv.org/bibtex/{wanted.name} as paper.bib", "paper.bib"
    else:
        save, file = f'curl -LH "Accept: {CSL}" https://doi.org/{wanted.name} > paper.json', "paper.json"
    return NotFoundError(f"{wanted} {why}", f"{save}, then: {takes} {file}")
