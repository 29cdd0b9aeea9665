"""Text as TeX shows it: specials escaped, symbols by their commands, accents kept or written out, the rest as a sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

_GRAVE = r"\textasciigrave{}"
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": "$<$", ">": "$>$",
    "|": "$|$", "`": _GRAVE, "\n": " ", "\r": "", "\t": " ",
}  # fmt: skip
_MATHS = {
    "≠": r"\neq", "≤": r"\leq", "≥": r"\geq", "≈": r"\approx", "∞": r"\infty", "√": r"\surd", "×": r"\times",
    "→": r"\rightarrow", "←": r"\leftarrow", "↔": r"\leftrightarrow", "↑": r"\uparrow", "↓": r"\downarrow",
    "⇒": r"\Rightarrow", "⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "↦": r"\mapsto", "∈": r"\in", "∉": r"\notin",
    "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∂": r"\partial", "∇": r"\nabla", "∀": r"\forall", "∃": r"\exists",
    "∅": r"\emptyset", "∩": r"\cap", "∪": r"\cup", "⊂": r"\subset", "⊆": r"\subseteq", "⊃": r"\supset", "∧": r"\wedge",
    "∨": r"\vee", "−": "-", "±": r"\pm", "÷": r"\div", "·": r"\cdot", "⋅": r"\cdot", "∗": r"\ast", "⋆": r"\star",
    "∘": r"\circ", "○": r"\bigcirc", "●": r"\bullet", "⊕": r"\oplus", "⊗": r"\otimes", "⊙": r"\odot", "∼": r"\sim",
    "≃": r"\simeq", "≅": r"\cong", "≡": r"\equiv", "≪": r"\ll", "≫": r"\gg", "∝": r"\propto", "∥": r"\parallel",
    "‖": r"\Vert", "⊥": r"\perp", "⟨": r"\langle", "⟩": r"\rangle", "⌈": r"\lceil", "⌉": r"\rceil", "⌊": r"\lfloor",
    "⌋": r"\rfloor", "△": r"\triangle", "◇": r"\diamond", "♢": r"\diamondsuit", "♣": r"\clubsuit", "♠": r"\spadesuit",
    "♡": r"\heartsuit", "♭": r"\flat", "♮": r"\natural", "♯": r"\sharp", "ℓ": r"\ell", "′": r"{}^{\prime}",
    "²": "^2", "³": "^3", "¹": "^1", "°": r"^{\circ}", "½": r"\frac12", "¼": r"\frac14", "¾": r"\frac34", "✓": r"\surd",
    "¬": r"\neg", "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ϵ": r"\epsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu",
    "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "ς": r"\varsigma", "τ": r"\tau",
    "υ": r"\upsilon", "φ": r"\phi", "ϕ": r"\phi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma",
    "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Υ": r"\Upsilon",
    "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
}  # fmt: skip
_TEXT = {
    "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "…": r"\ldots{}", "•": r"\textbullet{}",
    "§": r"\S{}", "¶": r"\P{}", "©": r"\textcopyright{}", "®": r"\textregistered{}", "™": r"\texttrademark{}",
    "µ": r"\textmu{}", "€": r"\texteuro{}", "£": r"\pounds{}", "¥": r"\textyen{}", "¢": r"\textcent{}",
    "¤": r"\textcurrency{}", "¦": r"\textbrokenbar{}", "ª": r"\textordfeminine{}", "º": r"\textordmasculine{}",
    "¡": r"\textexclamdown{}", "¿": r"\textquestiondown{}", "¯": r"\textasciimacron{}", "´": r"\textasciiacute{}",
    "¨": r"\textasciidieresis{}", "¸": r"\c{}", "‰": r"\textperthousand{}", "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}", "‹": r"\guilsinglleft{}", "›": r"\guilsinglright{}", "„": r"\quotedblbase{}",
    "‚": r"\quotesinglbase{}", "\u00a0": "~", "\u202f": "~", "\u00ad": r"\-", "\u200b": "", "\ufeff": "", "‐": "-",
    "‑": "-", "†": r"\dag{}", "‡": r"\ddag{}",
}  # fmt: skip
_JOIN = r"\allowbreak{}"
_BREAK = {"\u200b": _JOIN}
_SYMBOLS = {**_SPECIAL, **_TEXT, **{character: f"${command}$" for character, command in _MATHS.items()}}
_ABOVE = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u0309": "h", "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u031b": "horn",
}  # fmt: skip
_BELOW = {"\u0323": "d", "\u0326": "textcommabelow", "\u0327": "c", "\u0328": "k", "\u0331": "b"}
_LETTERS = {
    "ß": r"{\ss}", "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}", "ø": r"{\o}", "Ø": r"{\O}",
    "å": r"{\aa}", "Å": r"{\AA}", "ł": r"{\l}", "Ł": r"{\L}", "ı": r"{\i}", "đ": r"{\dj}", "Đ": r"{\DJ}",
    "ð": r"{\dh}", "Ð": r"{\DH}", "þ": r"{\th}", "Þ": r"{\TH}", "ŋ": r"{\ng}", "Ŋ": r"{\NG}",
}  # fmt: skip

_OF_T1 = ("dj", "DJ", "dh", "DH", "th", "TH", "ng", "NG")
_QUOTES_OF_T1 = ("guillemotleft", "guillemotright", "guilsinglleft", "guilsinglright", "quotedblbase", "quotesinglbase")
_DEFAULTS = {
    **{f"{{\\{name}}}": f"{{\\{name}}}{{{{\\fontencoding{{T1}}\\selectfont\\{name}}}}}" for name in _OF_T1},
    **{f"\\{name}{{": f"{{\\{name}}}{{{{\\fontencoding{{T1}}\\selectfont\\{name}}}}}" for name in _QUOTES_OF_T1},
    r"\k{": r"{\k}[1]{{\fontencoding{T1}\selectfont\k{#1}}}",
    r"\h{": r"{\h}[1]{\leavevmode\raise1.2ex\rlap{\kern.15em\tiny?}#1}",
    r"\horn{": r"{\horn}[1]{\leavevmode\raise.3ex\rlap{\kern.38em\char39}#1}",
}
"""What LaTeX's oldest font encoding has not, as it is written, with a definition that yields to any other."""
_JOINED = frozenset(("--", "''", "``", ",,", "?`", "!`"))
"""Characters that fonts of TeX join to dashes, quotes and Spanish marks."""


def escaped(text: str) -> str:
    """Return text for the body of a document that any engine sets; letters of Western and Central Europe stay.

    What only XeLaTeX and LuaLaTeX can set, with a font that has it, stays for them and is a sign to pdfLaTeX.
    """
    runs = ((beyond, "".join(run)) for beyond, run in groupby(unicodedata.normalize("NFC", text), _is_beyond))
    return _apart(
        rf"\ifdefined\Umathchar {run}\else{_JOIN.join(map(_sign, run))}\fi{{}}"
        if beyond
        else _escaped(run, _in_body, _BREAK)
        for beyond, run in runs
    )


def ascii_escaped(text: str) -> str:
    """Return text for a field of BibTeX in ASCII: accents are commands, a character without one is a sign: `<U+30AC>`."""
    return _escaped(text, lambda character: _written_out(character) or _sign(character), _braces(text))


def unicode_escaped(text: str) -> str:
    """Return text for a field of BibLaTeX in Unicode: symbols are commands, letters of any script stay."""
    return _escaped(text, _as_it_is, {**{quote: quote for quote in "«»‹›„‚"}, **_braces(text)})


def definitions(written: str) -> list[str]:
    """Return the lines that escaped text needs before it where the font encoding is LaTeX's oldest."""
    return [rf"\ProvideTextCommandDefault{meaning}" for command, meaning in _DEFAULTS.items() if command in written]


def _escaped(text: str, other: Callable[[str], str], first: Mapping[str, str] | None = None) -> str:
    """Return text with symbols by their commands (those in `first` by these), and the rest beyond ASCII by `other`."""
    ways = {**_SYMBOLS, **(first or {})}
    return _apart(
        ways[character] if character in ways else character if " " <= character <= "~" else other(character)
        for character in unicodedata.normalize("NFC", text)
    )


def _apart(parts: Iterable[str]) -> str:
    """Return the parts in a row, with a group between two whose characters TeX would join."""
    text = last = ""
    for part in filter(None, parts):
        # biber turns the command back into the character
        first, final = ("`", "`") if part == _GRAVE else (part[0], part[-1])
        text += f"{{}}{part}" if last + first in _JOINED else part
        last = final
    return text


def _braces(text: str) -> dict[str, str]:
    """Return how braces are written in a field: by commands where they are no pairs, since BibTeX counts them.

    Commands of mathematics, since biber turns those of text into bare braces.
    """
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            break
    return {"{": r"$\lbrace$", "}": r"$\rbrace$"} if depth else {}


def _sign(character: str) -> str:
    return f"$<$U+{ord(character):04X}$>$"


def _as_it_is(character: str) -> str:
    return character if character.isprintable() else _sign(character)


def _in_body(character: str) -> str:
    if "À" <= character <= "ž" and (way := _written_out(character)) and not definitions(way):
        return character
    return _written_out(character) or _sign(character)


def _is_beyond(character: str) -> bool:
    """Return whether pdfLaTeX has no way to set a character that other engines may set."""
    return not (character.isascii() or character in _SYMBOLS) and (
        character.isprintable() and _written_out(character) is None
    )


def _written_out(character: str) -> str | None:
    """Return a letter by commands: marks above it nearest to it, then those below; None where there is no command."""
    if character in _LETTERS:
        return _LETTERS[character]
    kind, *codes = unicodedata.decomposition(character).split() or [""]
    if kind in ("<super>", "<sub>"):
        inner = [_SYMBOLS.get(part, part) for part in (chr(int(code, 16)) for code in codes)]
        return rf"\text{kind[1:-1]}script{{{''.join(inner)}}}" if "".join(inner).isascii() else None
    decomposed = unicodedata.normalize("NFD", character)
    base, marks = decomposed[0], decomposed[1:]
    if not (marks and base.isascii() and base.isalpha() and all(mark in _ABOVE or mark in _BELOW for mark in marks)):
        return None
    above = [_ABOVE[mark] for mark in marks if mark in _ABOVE]
    written = rf"\{base}" if above and base in "ij" else base
    for accent in [*above, *(_BELOW[mark] for mark in marks if mark in _BELOW)]:
        plain = not accent.isalpha() and len(written) <= 2
        written = f"\\{accent}{written}" if plain else f"\\{accent}{{{written}}}"
    return f"{{{written}}}"
