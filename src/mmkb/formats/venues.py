"""Venues as bibliographies print them: full names for the short ones that people write, journals apart from conferences."""

from __future__ import annotations

import re
from typing import NamedTuple

from mmkb.schema.venues import CONFERENCES, JOURNALS
from mmkb.views.reference import Reference


class Venue(NamedTuple):
    """Where a paper appeared: the name of its proceedings or journal, whether it is a journal, who publishes proceedings."""

    name: str
    journal: bool
    publisher: str | None = None

    @property
    def seat(self) -> str | None:
        """Return where the publisher sits, as bibliographies of the ACM print it; `Online` of those that print nothing."""
        return _SEATS.get(self.publisher) if self.publisher else None


_PUBLISHERS = {
    **dict.fromkeys(("CVPR", "ICCV", "WACV", "ICASSP", "ICDAR", "ICRA", "ISBI", "ASRU", "SC", "SLT"), "IEEE"),
    **dict.fromkeys(("ACM Multimedia", "FAccT", "SIGIR", "SOSP"), "Association for Computing Machinery"),
    **dict.fromkeys(("AISTATS", "CHIL", "CoRL", "ICML", "ML4H"), "PMLR"),
    **{name: "Association for Computational Linguistics" for name in CONFERENCES if "Computational" in CONFERENCES[name]},
    "AAAI": "AAAI Press", "ECCV": "Springer", "ECCV Workshops": "Springer", "IJCAI": "ijcai.org",
    "EMNLP": "Association for Computational Linguistics", "USENIX Security": "USENIX Association",
    "ICLR": "OpenReview.net", "COLM": "OpenReview.net", "NeurIPS": "Curran Associates, Inc.",
}  # fmt: skip
_SEATS = {
    "AAAI Press": "Washington, DC, USA",
    "Association for Computational Linguistics": "Stroudsburg, PA, USA",
    "Association for Computing Machinery": "New York, NY, USA",
    "Curran Associates, Inc.": "Red Hook, NY, USA",
    "IEEE": "Piscataway, NJ, USA",
    "Springer": "Cham, Switzerland",
    "USENIX Association": "Berkeley, CA, USA",
    **dict.fromkeys(("OpenReview.net", "PMLR", "ijcai.org"), "Online"),
}
_JOURNAL = re.compile(r"\b(Transactions|Journal|Scientific Data|Nature|Science|Review|Letters|Magazine)\b")
_SHORT = re.compile(r"(?P<name>.+?)(?: (?P<year>(?:19|20)\d\d))?")


def venue(reference: Reference) -> Venue | None:
    """Return where a paper appeared; a name that is not known here stands as it is, and sounds like a journal or not."""
    if reference.type != "paper" or reference.venue is None:
        return None
    found = _SHORT.fullmatch(reference.venue)
    short = found["name"] if found else reference.venue
    if short in CONFERENCES:
        return Venue(CONFERENCES[short], journal=False, publisher=_PUBLISHERS.get(short))
    if short in JOURNALS:
        return Venue(JOURNALS[short], journal=True)
    journal = _JOURNAL.search(short) is not None
    return Venue(short if journal else reference.venue, journal)
