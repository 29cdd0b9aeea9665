"""What people try for a command, by habit from other programs, and what they mean by it."""

from __future__ import annotations

import shlex

from mmkb.commands.help import TOPICS
from mmkb.commands.registry import NAMES, command
from mmkb.errors import UsageError, did_you_mean
from mmkb.query.arguments import looks_like_query
from mmkb.suggest import near

MEANT = {
    "version": "--version",
    **dict.fromkeys(("list", "ls", "dir", "all", "browse"), "models"),
    **dict.fromkeys(("get", "info", "describe", "view", "cat", "read", "print", "about"), "show"),
    **dict.fromkeys(("find", "grep", "lookup", "locate"), "search"),
    **dict.fromkeys(("filter", "select"), "models"),
    **dict.fromkeys(("usage", "man", "commands"), "--help"),
    **dict.fromkeys(("docs", "topics", "tutorial"), "help"),
    **dict.fromkeys(("vs", "versus"), "compare"),
    **dict.fromkeys(("top", "best", "rank", "ranking", "scores"), "leaderboard"),
    **dict.fromkeys(("count", "summary", "status", "overview"), "stats"),
    **dict.fromkeys(("tree", "family", "ancestors"), "lineage"),
    "views": "table",
    **dict.fromkeys(("chart", "graph", "draw"), "plot"),
    **dict.fromkeys(("download", "dump", "save"), "export"),
    **dict.fromkeys(("bib", "bibtex", "reference", "references", "refs"), "cite"),
    **dict.fromkeys(("web", "html", "www"), "site"),
    **dict.fromkeys(("gpu", "vram", "ram"), "memory"),
    **dict.fromkeys(("cache", "kv"), "kv-cache"),
    **dict.fromkeys(("price", "flops", "compute"), "cost"),
    **dict.fromkeys(("train", "tune", "lora"), "finetune"),
    **dict.fromkeys(("validate", "lint", "test", "verify"), "check"),
    "format": "fmt",
    **dict.fromkeys(("add", "create"), "new"),
    **dict.fromkeys(("update", "set", "change"), "edit"),
    **dict.fromkeys(("history", "blame"), "log"),
    **dict.fromkeys(("config", "path", "paths", "env"), "where"),
    **dict.fromkeys(("server", "serve"), "site"),
    **dict.fromkeys(("faq", "explain"), "ask"),
}
"""The command, or the option of the program, for each word that people try."""


def no_command(word: str) -> UsageError:
    """Return the error for a word that is no command, with what may have been meant by it."""
    meant = MEANT.get(word.casefold())
    hint: str | None
    if word.casefold() in TOPICS:
        hint = f"try: mmkb help {word.casefold()}"
    elif meant is not None:
        hint = f"try: {command(meant).examples[0] if meant in NAMES else f'mmkb {meant}'}"
    elif looks_like_query(word):
        hint = f"a query goes behind a kind: {shlex.join(['mmkb', 'models', word])}"
    else:
        hint = did_you_mean(near(word, NAMES))
    search = shlex.join(["mmkb", "search", word])
    return UsageError(
        f"no command called {word!r}", hint or f"`mmkb --help` lists them; to look something up: {search}"
    )
