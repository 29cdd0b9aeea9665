"""A bibliography as BibTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from mmkb.importers.draft import Draft, File, MalformedError
from mmkb.importers.reference import add

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
_ENTRY = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_MOST_DEPTH = 100
_LOOSE = frozenset(("month", "year", "pages", "volume", "number", "timestamp", "added-at"))
"""Fields whose values often stand without braces."""


def read(file: File) -> Draft:
    """Return the sources; raises MalformedError with the line of the entry that is broken."""
    draft = Draft()
    known: dict[str, tuple[int, dict[str, str]]] = {}
    for line, kind, key, fields in _Scanner(file).entries():
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
    for name in _split(text):
        if name.startswith("{") and name.endswith("}") and _closes_at_end(name):
            found.append(plain(name).replace(", ", " "))
            continue
        parts = [text for part in name.split(",") if (text := plain(part))]
        if len(parts) == 3:  # von Last, Jr, First
            found.append(f"{parts[0]}, {parts[2]}, {parts[1]}")
        elif len(parts) == 2:
            found.append(f"{parts[0]}, {parts[1]}")
        else:
            found.append(_family_first(parts[0] if len(parts) == 1 else plain(name)))
    return found


def _family_first(name: str) -> str:
    words = name.split(" ")
    if len(words) == 1:
        return name
    first = next((number for number, word in enumerate(words[:-1]) if number and word[:1].islower()), len(words) - 1)
    return f"{' '.join(words[first:])}, {' '.join(words[:first])}"


def _closes_at_end(name: str) -> bool:
    depth = 0
    for place, letter in enumerate(name):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0:
            return place == len(name) - 1
    return False


def _split(text: str) -> list[str]:
    """Return the names that `and` joins outside of braces."""
    names_, depth, begin = [], 0, 0
    for found in re.finditer(r"[{}]|\s+and\s+", text):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
        elif depth == 0:
            names_.append(text[begin : found.start()])
            begin = found.end()
    return [name.strip() for name in [*names_, text[begin:]] if name.strip()]


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


class _Scanner:
    """Finds the entries of a BibTeX text; whatever stands between them is a comment."""

    def __init__(self, file: File) -> None:
        self.file, self.text, self.at = file, file.text, 0
        self.strings = {month: month for month in _MONTHS}

    def entries(self) -> Iterator[tuple[int, str, str, dict[str, str]]]:
        """Yield the line, the kind, the key and the fields of each entry, names in lower case."""
        while found := _ENTRY.search(self.text, self.at):
            kind, self.at, close = found[1].lower(), found.end(), "}" if found[2] == "{" else ")"
            if kind in ("comment", "preamble"):
                self.at = found.end() - 1
                self.braced() if close == "}" else self.skip(")")
            elif kind == "string":
                self.strings |= self.fields(close, found.start())
            else:
                key = self.until(r"\s*([^\s,{}()\"=]*)\s*", found.start(), "a key")
                line = self.text.count("\n", 0, found.start()) + 1
                yield line, kind, key, self.fields(close, found.start()) if self.comma(close, found.start()) else {}

    def fields(self, close: str, begin: int) -> dict[str, str]:
        fields: dict[str, str] = {}
        while True:
            if self.end(close):
                return fields
            name = self.until(r"\s*([^\s,={}\"]+)\s*=\s*", begin, "a field").lower()
            value = self.value(begin, name)
            while self.take(r"\s*#\s*"):
                value += self.value(begin, name)
            if fields.setdefault(name, value) != value:
                raise self.broken(begin, f"one {name}: it has two that differ")
            if not self.comma(close, begin):
                return fields

    def comma(self, close: str, begin: int) -> bool:
        """Take a comma; say False at the end of the entry."""
        if self.take(r"\s*,\s*"):
            return True
        if self.end(close):
            return False
        raise self.broken(begin, "a comma or the end of the entry")

    def value(self, begin: int, name: str) -> str:
        self.take(r"\s*")
        match self.text[self.at : self.at + 1]:
            case "{":
                return self.braced()
            case '"':
                return self.quoted(begin)
        word = self.until(r"([^\s,#{}\"()]+)", begin, "a value")
        if not (word.isdigit() or word.lower() in self.strings or name in _LOOSE):
            raise self.broken(begin, f"braces around {word!r}, which no @string defines")
        return self.strings.get(word.lower(), word)

    def braced(self) -> str:
        begin, depth = self.at, 0
        for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(self.text, begin):
            if found[0] in "{}":
                depth += 1 if found[0] == "{" else -1
                if depth == 0:
                    self.at = found.end()
                    return self.text[begin + 1 : found.start()]
                if depth > _MOST_DEPTH:
                    break
        raise self.broken(begin, "the brace that closes this one")

    def quoted(self, begin: int) -> str:
        start, depth = self.at + 1, 0
        for found in re.compile(r'\\.|[{}"]', re.DOTALL).finditer(self.text, start):
            if found[0] == '"' and depth == 0:
                self.at = found.end()
                return self.text[start : found.start()]
            depth += {"{": 1, "}": -1}.get(found[0], 0)
        raise self.broken(begin, "the quote that ends a value")

    def skip(self, close: str) -> None:
        found = self.text.find(close, self.at)
        self.at = len(self.text) if found < 0 else found + 1

    def take(self, pattern: str) -> bool:
        found = re.compile(pattern).match(self.text, self.at)
        if found:
            self.at = found.end()
        return bool(found)

    def end(self, close: str) -> bool:
        return self.take(rf"\s*{re.escape(close)}")

    def until(self, pattern: str, begin: int, what: str) -> str:
        found = re.compile(pattern).match(self.text, self.at)
        if found is None:
            raise self.broken(begin, what)
        self.at = found.end()
        return str(found[1])

    def broken(self, begin: int, what: str) -> MalformedError:
        here = self.text.count("\n", 0, self.at) + 1
        line = self.text.count("\n", 0, begin) + 1
        column = self.at - self.text.rfind("\n", 0, self.at)
        return MalformedError(self.file.name, f"the entry that begins on line {line} lacks {what}", f"{here}:{column}")
