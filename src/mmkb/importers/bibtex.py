"""A bibliography as BibTeX. bibtexparser finds the entries, their fields and the parts of names; it comes with `mmkb[bibtex]`."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator

from mmkb.errors import needs_package
from mmkb.importers.draft import Draft, File, MalformedError
from mmkb.importers.reference import add

try:
    from bibtexparser import model
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.exceptions import BlockAbortedException
    from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
except ImportError:  # there is none, or the first bibtexparser, which is another program
    raise needs_package("reading BibTeX", "bibtexparser 2", "bibtex") from None

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # what it logs of broken entries, we raise

_KINDS = {
    "book": "book",
    "inbook": "book",
    "techreport": "report",
    "report": "report",
    "online": "web",
    "www": "web",
    "manual": "report",
}
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307", "u": "\u0306",
    "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "i": "i", "j": "j",
    "aa": "å", "AA": "Å", "dh": "ð", "th": "þ",
}  # fmt: skip
_ACCENT = re.compile(r"""\\(?:(['`^"~=.])\s*|([uvHckrdb])(?:\s+|(?=\{)))(?:\{(\\?[A-Za-z])\}|(\\?[A-Za-z]))""")
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|dh|th|[oOlLij])(?![A-Za-z])(?:\{\}|\s)?")
_COMMAND = re.compile(r"\\(?:emph|textit|textbf|texttt|textsc|textrm|mathrm|url|mbox)\s*(?=\{)")
_MATHEMATICS = re.compile(r"(?<!\\)\$([^$]*)\$")
"""What is set as mathematics, which stays as it is where it has commands."""
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {month: f"{number:02}" for number, month in enumerate(_MONTH_NAMES, 1)}
_PIECE = re.compile(r"""\s*(?:([{"])|([^\s,#{}"()]+))""")
_JOINED = re.compile(r"\s*(#?)\s*")
_BEGUN = re.compile(r"(?<!\w)@\s*[\w-]+\s*[{(]")
"""What begins an entry by BibTeX, wherever blanks stand and however its kind is called."""
_MOST_DEPTH = 100
_MOST_NAMED = 1 << 24
_LOOSE = frozenset(("month", "year", "pages", "volume", "number", "timestamp", "added-at"))
"""Fields whose values often stand without braces."""


def read(file: File) -> Draft:
    """Return the sources; raises MalformedError with the line of the entry that is broken."""
    draft = Draft()
    known: dict[str, tuple[int, dict[str, str]]] = {}
    for line, kind, key, fields in _entries(file):
        first, same = known.setdefault(key.lower() or str(line), (line, fields))
        if same != fields:
            message = f"the key {key} is already given on line {first}, with other fields"
            raise MalformedError(file.name, message, f"{line}:1", "give one of the two another key")
        said = {name: plain(text) for name, text in fields.items()}
        said["venue"] = next(
            (said[name] for name in ("booktitle", "journal", "journaltitle", "publisher") if said.get(name)), ""
        )
        said["year"] = said.get("year") or said.get("date", "")
        said["date"] = _date(file, key, said, line)
        said["pages"] = re.sub(r"\s*[-–—]+\s*", "-", said.get("pages", ""))
        if not said.get("url") and (found := re.search(r"https?://\S+", said.get("howpublished", ""))):
            said["url"] = found[0]
        if kind == "misc" and not (said.get("eprint") or "arxiv" in str(said).lower()):
            kind = "web"
        authors = names(fields.get("author") or fields.get("editor", ""))
        add(draft, file, f"{line}:1", _KINDS.get(kind, kind if kind == "web" else "paper"), key, said, authors)
    if not draft.sources and not draft.left:
        raise MalformedError(file.name, "holds no entry of BibTeX", "1:1", "an entry begins with @article{key,")
    return draft


def plain(text: str) -> str:
    """Return the text that a value of BibTeX stands for: accents as letters, without braces."""
    text = _ACCENT.sub(_accented, text)
    text = _LETTER.sub(lambda found: _LETTERS[found[1]], text)
    text = _COMMAND.sub("", text)
    text = _MATHEMATICS.sub(lambda found: found[0] if "\\" in found[1] else found[1], text)
    text = re.sub(r"\\([&%$#_{} ])", lambda found: {"{": "\ue000", "}": "\ue001"}.get(found[1], found[1]), text)
    text = text.replace("{", "").replace("}", "").replace("\ue000", "{").replace("\ue001", "}").replace("~", " ")
    text = text.replace("---", "—").replace("--", "–")
    return unicodedata.normalize("NFC", " ".join(text.split()))


def names(text: str) -> list[str]:
    """Return the names of a list joined by `and`, each with its family name first; one in braces is an organisation."""
    found = []
    for name in split_multiple_persons_names(text):
        parts = parse_single_name_into_parts(name, strict=False)
        family = plain(" ".join([*parts.von, *parts.last])).replace(", ", " ")
        found.append(", ".join([family, *(plain(" ".join(given)) for given in (parts.first, parts.jr) if given)]))
    return found


def _accented(found: re.Match[str]) -> str:
    letter = (found[3] or found[4]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[found[1] or found[2]])


def _date(file: File, key: str, said: dict[str, str], line: int) -> str:
    if date := said.get("date", "").partition("/")[0].rstrip("~?%"):  # of a range its begin
        if re.fullmatch(r"\d{4}-2[1-4]", date):  # a season
            return date[:4]
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", date):
            raise MalformedError(file.name, f"{key}: date is {date!r}", f"{line}:1", "write it as in 2023-07-18")
        return date
    month = said.get("month", "").lower()
    if re.fullmatch(r"-?\d+", month):
        if not 1 <= int(month[:9]) <= 12:
            raise MalformedError(file.name, f"{key}: there is no month {month[:9]}", f"{line}:1", "correct it")
        month = f"{int(month):02}"
    else:
        month = _MONTHS.get(month[:3], "")
    return f"{said['year']}-{month}" if month and re.fullmatch(r"\d{4}", said["year"]) else ""


def _entries(file: File) -> Iterator[tuple[int, str, str, dict[str, str]]]:
    """Yield the line, the kind, the key and the fields of each entry, names in lower case."""
    strings = _Strings({month: month for month in _MONTHS})
    for read_ in parse_string(file.text, parse_stack=[]).blocks:
        block: model.Block | None = read_
        if isinstance(block, (model.DuplicateBlockKeyBlock, model.DuplicateFieldKeyBlock)):
            block = block.ignore_error_block  # what is alike may stand twice
        line = _line(read_)
        match block:
            case model.ParsingFailedBlock(error=BlockAbortedException(abort_reason=reason)):
                why = f"what begins here cannot be read: {' '.join(reason.split()).rstrip('.')}"
                hint = "see that every brace and quote is closed, and a comma stands between fields"
                raise MalformedError(file.name, why, f"{line}:1", hint)
            case model.ImplicitComment(comment=text) if begun := _BEGUN.search(text):
                line += text.count("\n", 0, begun.start())
                hint = "write it as in @article{, on one line; its kind has letters alone"
                raise MalformedError(file.name, f"{begun[0]!r} begins no entry", f"{line}:1", hint)
            case model.String():
                strings.texts |= _fields(file, line, [(line, block.key, block.value)], strings)
            case model.Entry():
                if re.search(r"\s", block.key):
                    raise MalformedError(file.name, f"the key {block.key!r} has blanks", f"{line}:1", "a comma ends it")
                said = [(_line(field), field.key, field.value) for field in block.fields]
                yield line, block.entry_type, block.key, _fields(file, line, said, strings)


class _Strings:
    """The texts that @string gives names; how much is taken from them is bounded, since each may be twice another."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts, self.left = texts, _MOST_NAMED

    def named(self, word: str) -> str:
        """Return the text of that name, or the word itself; raises ValueError when too much was taken."""
        text = self.texts.get(word.lower(), word)
        self.left -= len(text)
        if self.left < 0:
            raise ValueError(f"an end: the names of @string stand for more than {_MOST_NAMED:,} characters")
        return text


def _line(part: model.Block | model.Field) -> int:
    return (part.start_line or 0) + 1


def _fields(file: File, line: int, said: Iterable[tuple[int, str, str]], strings: _Strings) -> dict[str, str]:
    """Return the values of the fields of an entry, or of one @string; raises MalformedError with the line of the field."""
    fields: dict[str, str] = {}
    for at, called, text in said:
        name, place = called.lower(), f"{at}:1"
        if not re.fullmatch(r"\S+", name):
            raise MalformedError(file.name, f"{called!r} is no name of a field", place, "write it as in title = {…}")
        try:
            value = _value(text, strings, loose=name in _LOOSE)
        except ValueError as problem:
            raise MalformedError(file.name, f"{called} lacks {problem}", place) from None
        if fields.setdefault(name, value) != value:
            raise MalformedError(file.name, f"the entry of line {line} has two of {name}, which differ", place)
    return fields


def _value(text: str, strings: _Strings, *, loose: bool) -> str:
    """Return what a value stands for: texts and names of texts, joined by `#`. Raises ValueError that says what it lacks."""
    value, at = "", 0
    while True:
        piece = _PIECE.match(text, at)
        if piece is None:
            raise ValueError("a value")
        if piece[1]:
            at = _closed(text, piece.end())
            value += text[piece.end() : at - 1]
        else:
            word, at = piece[2], piece.end()
            if not (word.isdigit() or word.lower() in strings.texts or loose):
                raise ValueError(f"braces around {word!r}, which no @string defines")
            value += strings.named(word)
        joined = _JOINED.match(text, at)
        assert joined is not None
        at = joined.end()
        if not joined[1]:
            if at < len(text):
                raise ValueError(f"a comma before {text[at : at + 30]!r}")
            return value


def _closed(text: str, begin: int) -> int:
    """Return where the text ends whose brace or quote stands before `begin`; raises ValueError."""
    closing, depth = "}" if text[begin - 1] == "{" else '"', 0
    for found in re.compile(r'\\.|[{}"]', re.DOTALL).finditer(text, begin):
        if found[0] == closing and depth == 0:
            return found.end()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth >= _MOST_DEPTH:
            raise ValueError(f"an end of its braces within {_MOST_DEPTH} levels")
    raise ValueError(f"the {'brace' if closing == '}' else 'quote'} that closes it")
