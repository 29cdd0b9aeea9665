"""What people try for a command, by habit from other programs, and what they mean by it."""

from __future__ import annotations

import shlex

from mmkb.commands.help import TOPICS
from mmkb.commands.registry import NAMES
from mmkb.errors import UsageError, did_you_mean
from mmkb.query.arguments import looks_like_query
from mmkb.suggest import near

MEANT = {
    "version": "mmkb --version",
    **dict.fromkeys(("list", "ls", "dir", "all", "browse"), "mmkb models"),
    **dict.fromkeys(("get", "info", "describe", "view", "cat", "read", "print", "about"), "mmkb show llama-2"),
    **dict.fromkeys(("find", "grep", "lookup", "locate"), "mmkb search llava"),
    **dict.fromkeys(("filter", "select"), "mmkb models input:image"),
    **{topic: f"mmkb help {topic}" for topic in TOPICS},
    **dict.fromkeys(("usage", "man", "commands"), "mmkb --help"),
    **dict.fromkeys(("docs", "topics", "tutorial"), "mmkb help"),
    **dict.fromkeys(("vs", "versus"), "mmkb compare llama-2 mistral"),
    **dict.fromkeys(("top", "best", "rank", "ranking", "scores"), "mmkb leaderboard mmmu"),
    **dict.fromkeys(("count", "summary", "status", "overview"), "mmkb stats models"),
    **dict.fromkeys(("tree", "family", "ancestors"), "mmkb lineage vicuna"),
    "views": "mmkb table",
    **dict.fromkeys(("chart", "graph", "draw"), "mmkb plot"),
    **dict.fromkeys(("download", "dump", "save"), "mmkb export"),
    **dict.fromkeys(("bib", "bibtex", "reference", "references", "refs"), "mmkb cite llama-2"),
    **dict.fromkeys(("web", "html", "www"), "mmkb site"),
    **dict.fromkeys(("gpu", "vram", "ram"), "mmkb memory llama-2-7b"),
    **dict.fromkeys(("cache", "kv"), "mmkb kv-cache llama-2-7b"),
    **dict.fromkeys(("price", "flops", "compute"), "mmkb cost llama-2-7b"),
    **dict.fromkeys(("train", "tune", "lora"), "mmkb finetune llama-2-7b"),
    **dict.fromkeys(("validate", "lint", "test", "verify"), "mmkb check"),
    "format": "mmkb fmt",
    **dict.fromkeys(("add", "create"), "mmkb new"),
    **dict.fromkeys(("update", "set", "change"), "mmkb edit"),
    **dict.fromkeys(("history", "blame"), "mmkb log llama-2"),
    **dict.fromkeys(("config", "path", "paths", "env"), "mmkb where"),
    **dict.fromkeys(("server", "serve"), "mmkb site --serve"),
    **dict.fromkeys(("faq", "explain"), "mmkb ask"),
}
"""The command for each word that people try."""


def no_command(word: str) -> UsageError:
    """Return the error for a word that is no command, with what may have been meant by it."""
    meant = MEANT.get(word.casefold())
    if meant is not None:
        hint: str | None = f"try: {meant}"
    elif looks_like_query(word):
        hint = f"a query goes behind a kind: {shlex.join(['mmkb', 'models', word])}"
    else:
        hint = did_you_mean(near(word, NAMES))
    search = shlex.join(["mmkb", "search", word])
    return UsageError(
        f"no command called {word!r}", hint or f"`mmkb --help` lists them; to look something up: {search}"
    )
