"""Shell completion, from the index alone: fields, values of vocabularies, ids."""

from __future__ import annotations

import typer


def query(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete a field name, or the value behind `field:`."""
    from mmkb.kb import open_kb
    from mmkb.schema.kinds import KINDS

    kind = ctx.command.name if ctx.command.name in KINDS else "models"
    with open_kb() as kb:
        fields = kb.index.fields(kind)
        name, colon, start = incomplete.partition(":")
        if not colon:
            names = (field.path if "." in name else field.name for field in fields.all)
            return [f"{field}:" for field in names if field.startswith(name)]
        field = fields.get(name)
        head, comma, last = start.rpartition(",")
        if name == "has":
            words = [entry.name for entry in fields.all]
        elif field is None:
            return []
        elif field.type == "bool":
            words = ["yes", "no"]
        else:
            words = kb.index.ids(field.target) if field.target in KINDS else [*field.values, *field.groups]
        return [f"{name}:{head}{comma}{word}" for word in words if word.startswith(last)]


def columns(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the last of the column names."""
    from mmkb.kb import open_kb
    from mmkb.schema.kinds import KINDS

    head, comma, last = incomplete.rpartition(",")
    kind = ctx.command.name if ctx.command.name in KINDS else "models"
    with open_kb() as kb:
        return [
            f"{head}{comma}{field.name}"
            for field in kb.index.fields(kind).all
            if field.name.startswith(last.removeprefix("-"))
        ]


def ids(incomplete: str) -> list[str]:
    """Complete the id of a record or a variant."""
    from mmkb.kb import open_kb

    with open_kb() as kb:
        found = kb.index.rows(
            "SELECT DISTINCT id FROM (SELECT id FROM rows WHERE kind NOT IN ('stages', 'results') UNION SELECT record FROM rows) "
            "WHERE substr(id, 1, ?) = ? ORDER BY id",
            (len(incomplete), incomplete),
        )
        return [id_ for (id_,) in found]


def kinds(incomplete: str) -> list[str]:
    """Complete a kind."""
    from mmkb.schema.kinds import KINDS

    return [kind for kind in KINDS if kind.startswith(incomplete)]


def tables(incomplete: str) -> list[str]:
    """Complete the id of a saved table."""
    from mmkb.kb import open_kb

    with open_kb() as kb:
        return [id_ for id_ in kb.index.ids("tables") if id_.startswith(incomplete)]


def formats(incomplete: str) -> list[str]:
    """Complete the name of a format."""
    from mmkb.formats.registry import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]
