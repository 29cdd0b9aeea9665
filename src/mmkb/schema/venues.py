"""Where papers appear: the full names of the short ones that people write, and which of their spellings mean the same."""

from __future__ import annotations

import re
import unicodedata

CONFERENCES = {
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
    "ISBI": "Proceedings of the IEEE International Symposium on Biomedical Imaging",
    "LREC": "Proceedings of the Language Resources and Evaluation Conference",
    "ML4H": "Proceedings of the Machine Learning for Health Symposium",
    "MLSys": "Proceedings of Machine Learning and Systems",
    "NAACL": "Proceedings of the Conference of the North American Chapter of the Association for Computational Linguistics",
    "NAACL-HLT": "Proceedings of the Conference of the North American Chapter of the Association for Computational Linguistics",
    "NeurIPS": "Advances in Neural Information Processing Systems",
    "SC": "Proceedings of the International Conference for High Performance Computing, Networking, Storage and Analysis",
    "SIGIR": "Proceedings of the International ACM SIGIR Conference on Research and Development in Information Retrieval",
    "SLT": "IEEE Spoken Language Technology Workshop",
    "SOSP": "Proceedings of the ACM Symposium on Operating Systems Principles",
    "USENIX Security": "Proceedings of the USENIX Security Symposium",
    "WACV": "Proceedings of the Winter Conference on Applications of Computer Vision",
}
"""Names that hold for every year: what changed over the years, such as IEEE/CVF or the number of the meeting, is left out."""
JOURNALS = {
    "AI Open": "AI Open",
    "Applied Sciences": "Applied Sciences",
    "Frontiers of Computer Science": "Frontiers of Computer Science",
    "IJCV": "International Journal of Computer Vision",
    "JMLR": "Journal of Machine Learning Research",
    "NEJM AI": "NEJM AI",
    "Neurocomputing": "Neurocomputing",
    "TACL": "Transactions of the Association for Computational Linguistics",
    "TASLP": "IEEE/ACM Transactions on Audio, Speech, and Language Processing",
    "TIST": "ACM Transactions on Intelligent Systems and Technology",
    "TKDD": "ACM Transactions on Knowledge Discovery from Data",
    "TMM": "IEEE Transactions on Multimedia",
    "TMLR": "Transactions on Machine Learning Research",
    "TPAMI": "IEEE Transactions on Pattern Analysis and Machine Intelligence",
    "TSE": "IEEE Transactions on Software Engineering",
    "Visual Intelligence": "Visual Intelligence",
}

_YEAR = re.compile(r"(?<!\d)(?:19|20)(\d\d)(?!\d)|'(\d\d)(?!\w)")
_BESIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\b(?:vol(?:ume|\.)?|no\.) ?\d+|\b\d+(?:st|nd|rd|th)\b")
"""What stands in brackets, numbers of volumes and of meetings."""
_WORD = re.compile(r"[\w&]+\.?")
_FORMER = {"NIPS": "NeurIPS"}
_FULL = {
    " ".join(_WORD.findall(short.casefold())): full
    for short, full in (
        *CONFERENCES.items(),
        *JOURNALS.items(),
        *((old, CONFERENCES[new]) for old, new in _FORMER.items()),
    )
}
"""The full names by the words of the short ones."""
_SMALL = frozenset(["&", "a", "an", "and", "at", "for", "in", "of", "on", "the", "to"])
_ORGANISATIONS = frozenset(["aaai", "acm", "cvf", "ieee", "usenix"])
_MEETS = frozenset(["adv", "advances", "conf", "conference", "meeting", "proc", "proceedings", "symposium", "symp"])
_OF_MEETINGS = frozenset(
    (
        *(
            "annual",
            "int",
            "international",
            "intl",
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
        ),
        *("ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
        *("eighteenth", "nineteenth", "twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth"),
        *("twenty", "thirty", "forty", "fifty", "sixty"),
    )
)
"""What the name of a meeting has in one year and not in another."""


def same_venue(one: str, other: str) -> bool:
    """Return whether two names differ in nothing but how they are spelt.

    The short name and the full one, capitals, `Proceedings of the`, the number of the meeting, an organisation or a year that
    only one of them has, words cut short before a dot (`Comput. Vis.`). Names of two years are two venues.
    """
    if one.casefold() == other.casefold():
        return True
    years, others = _years(one), _years(other)
    if years and others and not years & others:
        return False
    (meets, by, words), (they_meet, by_others, their_words) = _read(one), _read(other)
    return (
        bool(words)
        and (meets, len(words)) == (they_meet, len(their_words))
        and not (by and by_others and not by & by_others)
        and all(map(_same_word, words, their_words))
    )


def _years(name: str) -> set[str]:
    return {"".join(found) for found in _YEAR.findall(name)}


def _read(name: str) -> tuple[bool, frozenset[str], list[str]]:
    """Return whether a venue is a meeting, which organisations it names, and its other words."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = _WORD.findall(_BESIDE.sub(" ", _YEAR.sub(" ", plain)))
    short = " ".join(word for word in words if word.rstrip(".") not in _SMALL | _MEETS | _ORGANISATIONS)
    full = _FULL.get(" ".join(words)) or _FULL.get(short)
    if full:
        words = _WORD.findall(full.casefold())
    meets = any(word.rstrip(".") in _MEETS for word in words)
    unsaid = _SMALL | _ORGANISATIONS | (_MEETS | _OF_MEETINGS if meets else frozenset())
    said = [word for word in words if word.rstrip(".") not in unsaid and not (meets and word.isdigit())]
    return meets, _ORGANISATIONS & set(words), said


def _same_word(one: str, other: str) -> bool:
    """Return whether two words are alike; one that ends in a dot is the beginning of the other."""
    plain, their_plain = one.rstrip("."), other.rstrip(".")
    return (
        plain == their_plain
        or (one.endswith(".") and their_plain.startswith(plain))
        or (other.endswith(".") and plain.startswith(their_plain))
    )
