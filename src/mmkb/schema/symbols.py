"""The legends below listings: what the symbols of formulas stand for, and words of vocabularies that do not say it all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

FORMULAS = {"attention": ("compute", "kv_cache", "kv_heads"), "tuning": ("trainable", "memory")}
"""The fields of a kind that hold formulas."""

SYMBOLS = {
    "n": "tokens",
    "n_q": "tokens that ask",
    "n_kv": "tokens that are looked at",
    "n_text": "text tokens",
    "n_visual": "visual tokens",
    "n_global": "tokens that all see",
    "d": "hidden size",
    "d_head": "dimension of a head",
    "d_k": "dimension of a key",
    "d_v": "dimension of a value",
    "d_c": "dimension of the cached latent",
    "d_rope": "dimension of the cached rotary key",
    "d_inner": "inner size of a state-space layer",
    "d_in": "inputs of a matrix",
    "d_out": "outputs of a matrix",
    "d_ff": "feed-forward size",
    "h": "query heads",
    "g": "key/value heads",
    "w": "window in tokens",
    "w_conv": "width of the convolution",
    "s": "sink tokens that stay in sight",
    "N": "size of the state",
    "r": "rank",
    "L": "layers or matrices that are adapted",
}
"""One meaning each; a symbol of one formula alone is explained in its own words, as in `n·m·d for m landmarks`."""

TRAINABILITY = {
    "scratch": "trained from random values",
    "full": "all weights of the module trained, from a checkpoint",
    "partial": "some weights of the module trained",
    "lora": "low-rank adaptation",
    "adapter": "added layers or prompts trained, the module itself kept",
    "frozen": "not trained",
    "absent": "the module does not exist in this stage",
}
GRADES = {
    "open": "anyone can have it; on what terms its licence says, where one is stated",
    "partial": "part of it, or only on request or acceptance of terms",
    "closed": "it cannot be had",
}
_PLAIN = frozenset({"lora", "frozen", "absent", "open", "closed"})
"""Words that need no legend."""

_SYMBOL = r"(?<![A-Za-z0-9_'])[A-Za-z](?:_[a-z]+)?(?![A-Za-z0-9_'])"
_WORDS = frozenset({"a", "O"})


def symbols(formula: str) -> list[str]:
    """Return the symbols of a formula, each once, in order."""
    return [found for found in dict.fromkeys(re.findall(_SYMBOL, formula)) if found not in _WORDS]


def unexplained(formula: str) -> list[str]:
    """Return the symbols that neither the legend nor the words of the formula explain."""
    return [
        symbol
        for symbol in symbols(formula)
        if symbol not in SYMBOLS and not re.search(rf"(?:for|of|at|and|bottleneck) {symbol}\b", formula)
    ]


def legend(formulas: Iterable[str]) -> str | None:
    """Return what the symbols of `formulas` stand for, in the order of the legend, or None where there are none."""
    used = {symbol for formula in formulas for symbol in symbols(formula)}
    told = [f"{symbol} {meaning}" for symbol, meaning in SYMBOLS.items() if symbol in used]
    return f"symbols: {', '.join(told)}" if told else None


def words(vocabulary: Collection[str], used: Collection[object]) -> list[str]:
    """Return what the words of a vocabulary mean that are `used` and not plain, a word a line."""
    meanings = next((one for one in (TRAINABILITY, GRADES) if set(one) == set(vocabulary)), {})
    return [f"{word}: {meaning}" for word, meaning in meanings.items() if word in used and word not in _PLAIN]
