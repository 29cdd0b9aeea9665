"""The first screen, and the version."""

from __future__ import annotations

from mmkb import __version__
from mmkb.cli.notes import say
from mmkb.cli.standard_output import write_stdout

TRY = (
    ("mmkb models input:image access:open", "open models that take images, with licence and connector"),
    ("mmkb table training-stages", "which module is trained in which stage"),
    ("mmkb show llama-2", "every fact with its source, and where sources disagree"),
    ("mmkb claims verdict:wrong", "what a survey says that does not hold"),
    ("mmkb search マルチヘッド", "find by name, in English or Japanese, typos forgiven"),
)


def welcome() -> int:
    """Print what is in here and five things to try; return the exit code."""
    from mmkb.corpus.folder import find
    from mmkb.index.index import Index, kinds_with_rows

    index = Index(find(None))
    say(*index.notes)
    counts = [f"{count:,} {kind}" for kind, count in kinds_with_rows(index) if count]
    lines = [", ".join(counts[start : start + 5]) for start in range(0, len(counts), 5)]
    width = max(len(command) for command, _ in TRY)
    write_stdout(
        "\n".join(
            [
                "mmkb: the multimodal-LLM literature as data, every fact with its source\n",
                *(f"  {line}" for line in lines),
                "\nTry:\n",
                *(f"  {command:<{width}}  {says}" for command, says in TRY),
                "\n`mmkb --help` lists the commands, `mmkb help query` explains the query language.\n",
            ]
        )
    )
    return 0


def version(*, with_data: bool = False) -> int:
    """Print the version, or as JSON also that of the data and its snapshot; return the exit code."""
    if not with_data:
        write_stdout(f"mmkb {__version__}\n")
        return 0
    import json

    from mmkb.corpus.folder import find
    from mmkb.index.index import Index
    from mmkb.views.bibliography import about

    write_stdout(json.dumps({"mmkb": __version__, **about(Index(find(None))).items()}, ensure_ascii=False) + "\n")
    return 0
