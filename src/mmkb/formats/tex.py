"""Text as LaTeX shows it: specials escaped, symbols by their commands, accents kept or written out."""

from __future__ import annotations

import unicodedata

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    "\n": " ",
    "\r": "",
    "\t": " ",
}
_MATHS = {
    "≠": r"\neq", "≤": r"\leq", "≥": r"\geq", "≈": r"\approx", "∞": r"\infty", "√": r"\surd", "×": r"\times",
    "→": r"\rightarrow", "←": r"\leftarrow", "↔": r"\leftrightarrow", "∈": r"\in", "∑": r"\sum", "∏": r"\prod",
    "−": "-", "±": r"\pm", "·": r"\cdot", "⋅": r"\cdot", "²": "^2", "³": "^3", "¹": "^1", "°": r"^{\circ}",
    "⌈": r"\lceil", "⌉": r"\rceil", "⌊": r"\lfloor", "⌋": r"\rfloor", "≪": r"\ll", "≫": r"\gg", "∝": r"\propto",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "θ": r"\theta",
    "λ": r"\lambda", "μ": r"\mu", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\phi", "ω": r"\omega",
    "Δ": r"\Delta", "Σ": r"\Sigma", "Ω": r"\Omega", "½": r"\frac12", "¼": r"\frac14", "✓": r"\surd",
}  # fmt: skip
_TEXT = {
    "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "…": r"\ldots{}", "•": r"\textbullet{}",
    "§": r"\S{}", "©": r"\textcopyright{}", "®": r"\textregistered{}", "™": r"\texttrademark{}", "µ": r"\textmu{}",
    "€": r"\texteuro{}", "£": r"\pounds{}", "¥": r"\textyen{}", "\u00a0": "~", "\u202f": "~", "\u200b": "", "\ufeff": "",
    "‑": "-", "†": r"\dag{}", "‡": r"\ddag{}",
}  # fmt: skip
_SYMBOLS = {**_SPECIAL, **_TEXT, **{sign: f"${command}$" for sign, command in _MATHS.items()}}
_TABLE = str.maketrans(_SYMBOLS)

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c", "\u0328": "k", "\u0331": "b",
}  # fmt: skip
_LETTERS = {
    "ß": r"{\ss}", "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}", "ø": r"{\o}", "Ø": r"{\O}",
    "å": r"{\aa}", "Å": r"{\AA}", "ł": r"{\l}", "Ł": r"{\L}", "ı": r"{\i}", "đ": r"{\dj}", "Đ": r"{\DJ}",
}  # fmt: skip


def escaped(text: str) -> str:
    """Return text for the body of a document; accented letters stay, which LaTeX reads as UTF-8.

    A character that is neither Latin nor a known symbol stays as well, for XeLaTeX or LuaLaTeX with a font that has it.
    """
    return "".join(
        character for character in text.translate(_TABLE) if unicodedata.category(character) not in ("Cc", "Cs")
    )


def ascii_escaped(text: str) -> str:
    """Return text for a BibTeX file that is read byte by byte: accents are written out as commands."""
    return "".join(map(_written_out, escaped(text)))


def _written_out(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    decomposed = unicodedata.normalize("NFD", character)
    base, marks = decomposed[0], decomposed[1:]
    if len(marks) != 1 or marks[0] not in _ACCENTS:
        return character
    accent = _ACCENTS[marks[0]]
    inner = rf"\{base}" if base in "ij" else base
    return f"{{\\{accent}{{{inner}}}}}" if accent.isalpha() else f"{{\\{accent}{inner}}}"
