"""Fetching what a reference leads to, where the user asks for it: a document's metadata, the files of a repository.

Documents are asked for at doi.org, which sends on to the agency that registered the DOI (arXiv's numbers have DOIs); files at
the Hugging Face Hub. Nothing but the reference goes out, and no login.
"""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any

from mmkb.errors import UsageError
from mmkb.importers.draft import Draft, File, text_of
from mmkb.importers.referred import CSL, Reference, absent
from mmkb.importers.registry import named, read

_BASES = {"doi": "https://doi.org/", "hf": "https://huggingface.co/"}
_AGENCIES = frozenset(
    (
        "api.crossref.org",
        "api.datacite.org",
        "data.crosscite.org",
        "data.crossref.org",
        "data.datacite.org",
        "data.medra.org",
    )
)
"""Where doi.org sends those who ask for metadata."""
_FILES = {"README.md": "card", "config.json": "config", "model.safetensors.index.json": "safetensors-index"}
_SECONDS = 30
_MOST_SECONDS = 120
_CHUNK = 1 << 16
_MISSING = 404
_COMMIT = re.compile(r"[0-9a-f]{40}")


def fetched(wanted: Reference, takes: str) -> tuple[Reference, list[tuple[Path, str, Draft]]]:
    """Return the reference, of a repository with its revision, and name, format and content of each file that it leads to.

    Raises NotFoundError, whose remedy ends with the command that `takes` a saved file, where nothing is found or nobody answers.
    """
    if wanted.scheme != "hf":
        got = _get(wanted, f"{_BASES['doi']}{urllib.parse.quote(wanted.doi, safe='/()')}", "csl-json", takes)
        if got is None:
            raise absent(wanted, takes, "is not known to doi.org")
        return wanted, [(Path(f"{wanted}"), "csl-json", _read("csl-json", "doi.org", got[0]))]
    found = list(_of_repository(wanted, takes))
    if not found:
        raise absent(wanted, takes, "has neither card nor configuration on the Hub, or is no public repository")
    commit = next((commit for *_, commit in found if commit), None)
    whole = Reference("hf", f"{wanted.repository}@{commit}") if commit and not wanted.revision else wanted
    return whole, [(Path(name), format_, draft) for name, format_, draft, _ in found]


def _of_repository(wanted: Reference, takes: str) -> Iterator[tuple[str, str, Draft, str | None]]:
    for name, format_ in _FILES.items():
        place = "/".join(
            urllib.parse.quote(part) for part in (wanted.repository, "resolve", wanted.revision or "main", name)
        )
        got = _get(wanted, f"{_BASES['hf']}{place}", format_, takes)
        if got is not None:
            yield name, format_, _read(format_, name, got[0]), got[1]


def _read(format_: str, name: str, text: str) -> Draft:
    return read(named(format_), File(name, text))


def _get(wanted: Reference, address: str, format_: str, takes: str) -> tuple[str, str | None] | None:
    """Return the text at an address and the commit that the server names, or None where there is none (404)."""
    headers = {"Accept": CSL if format_ == "csl-json" else "*/*", "User-Agent": "mmkb"}
    asked = urllib.request.Request(address, headers=headers)  # noqa: S310 the addresses are ours
    most = named(format_).most
    try:
        with urllib.request.build_opener(_Redirects(address)).open(asked, timeout=_SECONDS) as answer:
            raw = _bounded(answer, most)
            commit = _COMMIT.fullmatch(answer.headers.get("X-Repo-Commit") or "")
    except urllib.error.HTTPError as problem:
        problem.close()
        if problem.code == _MISSING:
            return None
        raise absent(wanted, takes, f"is refused: {problem.code} {problem.reason}") from None
    except (OSError, HTTPException, ValueError) as problem:
        why = getattr(problem, "reason", None) or problem
        raise absent(wanted, takes, f"cannot be fetched: {why}") from None
    if len(raw) > most:
        raise UsageError(f"{wanted}: the answer has more than {most} bytes", f"save the file, then: {takes} FILE")
    return text_of(raw, str(wanted)), commit[0] if commit else None


def _bounded(answer: Any, most: int) -> bytes:  # noqa: ANN401 urllib's own type has no read1
    """Return the answer, or so much of it that it is known to be too long; raises TimeoutError for one that never ends."""
    raw, until = b"", time.monotonic() + _MOST_SECONDS
    while len(raw) <= most and (chunk := answer.read1(_CHUNK)):
        raw += chunk
        if time.monotonic() > until:
            raise TimeoutError("the answer takes too long")
    return raw


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect within a host, or from doi.org to an agency, and never away from https."""

    def __init__(self, address: str) -> None:
        self.begun = urllib.parse.urlsplit(address)

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Return the request that follows, as urllib asks; raises URLError for one that is not followed."""
        if not followed(self.begun, urllib.parse.urlsplit(newurl)):
            fp.close()
            raise urllib.error.URLError(f"it leads to {newurl[:100]}, which is not asked")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def followed(begun: urllib.parse.SplitResult, then: urllib.parse.SplitResult) -> bool:
    """Return whether a redirect is followed."""
    at_home = then.netloc == begun.netloc
    of_doi = begun.netloc == urllib.parse.urlsplit(_BASES["doi"]).netloc
    return then.scheme == begun.scheme and (at_home or (of_doi and then.netloc in _AGENCIES))
