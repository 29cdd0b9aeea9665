"""Venues as bibliographies print them: full names for the short ones that people write, journals apart from conferences."""

from __future__ import annotations

import re
from typing import NamedTuple

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


_CONFERENCES = {
    "AAAI": "Proceedings of the AAAI Conference on Artificial Intelligence",
    "ACL": "Proceedings of the Annual Meeting of the Association for Computational Linguistics",
    "ACM Multimedia": "Proceedings of the ACM International Conference on Multimedia",
    "AISTATS": "Proceedings of the International Conference on Artificial Intelligence and Statistics",
    "ASRU": "Proceedings of the IEEE Automatic Speech Recognition and Understanding Workshop",
    "CHIL": "Proceedings of the Conference on Health, Inference, and Learning",
    "COLING": "Proceedings of the International Conference on Computational Linguistics",
    "COLM": "Conference on Language Modeling",
    "CoRL": "Proceedings of the Conference on Robot Learning",
    "CVPR": "Proceedings of the Conference on Computer Vision and Pattern Recognition",
    "EACL": "Proceedings of the Conference of the European Chapter of the Association for Computational Linguistics",
    "ECCV": "Proceedings of the European Conference on Computer Vision",
    "ECCV Workshops": "Proceedings of the European Conference on Computer Vision Workshops",
    "EMNLP": "Proceedings of the Conference on Empirical Methods in Natural Language Processing",
    "FAccT": "Proceedings of the ACM Conference on Fairness, Accountability, and Transparency",
    "Findings of ACL": "Findings of the Association for Computational Linguistics: ACL",
    "Findings of EMNLP": "Findings of the Association for Computational Linguistics: EMNLP",
    "Findings of NAACL": "Findings of the Association for Computational Linguistics: NAACL",
    "ICASSP": "Proceedings of the IEEE International Conference on Acoustics, Speech and Signal Processing",
    "ICCV": "Proceedings of the International Conference on Computer Vision",
    "ICDAR": "Proceedings of the International Conference on Document Analysis and Recognition",
    "ICLR": "International Conference on Learning Representations",
    "ICML": "Proceedings of the International Conference on Machine Learning",
    "ICRA": "Proceedings of the IEEE International Conference on Robotics and Automation",
    "IJCAI": "Proceedings of the International Joint Conference on Artificial Intelligence",
    "Interspeech": "Proceedings of Interspeech",
    "MLSys": "Proceedings of Machine Learning and Systems",
    "NAACL": "Proceedings of the Conference of the North American Chapter of the Association for Computational Linguistics",
    "NAACL-HLT": "Proceedings of the Conference of the North American Chapter of the Association for Computational Linguistics",
    "NeurIPS": "Advances in Neural Information Processing Systems",
    "SC": "Proceedings of the International Conference for High Performance Computing, Networking, Storage and Analysis",
    "SIGIR": "Proceedings of the International ACM SIGIR Conference on Research and Development in Information Retrieval",
    "SOSP": "Proceedings of the ACM Symposium on Operating Systems Principles",
    "USENIX Security": "Proceedings of the USENIX Security Symposium",
    "WACV": "Proceedings of the Winter Conference on Applications of Computer Vision",
}
"""Names that hold for every year: what changed over the years, such as IEEE/CVF or the number of the meeting, is left out."""
_JOURNALS = {
    "IJCV": "International Journal of Computer Vision",
    "JMLR": "Journal of Machine Learning Research",
    "Neurocomputing": "Neurocomputing",
    "TACL": "Transactions of the Association for Computational Linguistics",
    "TMLR": "Transactions on Machine Learning Research",
    "TPAMI": "IEEE Transactions on Pattern Analysis and Machine Intelligence",
}
_PUBLISHERS = {
    **dict.fromkeys(("CVPR", "ICCV", "WACV", "ICASSP", "ICDAR", "ICRA", "ASRU", "SC"), "IEEE"),
    **dict.fromkeys(("ACM Multimedia", "FAccT", "SIGIR", "SOSP"), "Association for Computing Machinery"),
    **dict.fromkeys(("AISTATS", "CHIL", "CoRL", "ICML"), "PMLR"),
    **{name: "Association for Computational Linguistics" for name in _CONFERENCES if "Computational" in _CONFERENCES[name]},
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
    if short in _CONFERENCES:
        return Venue(_CONFERENCES[short], journal=False, publisher=_PUBLISHERS.get(short))
    if short in _JOURNALS:
        return Venue(_JOURNALS[short], journal=True)
    journal = _JOURNAL.search(short) is not None
    return Venue(short if journal else reference.venue, journal)
