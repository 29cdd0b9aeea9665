"""From a record to its rows: variants inherit, lists of instruments, results, claims and stages unfold."""

from __future__ import annotations

import re
from collections.abc import Mapping

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mmkb.schema.paths import Document

_NOT_INHERITED = frozenset({"variants", "evidence", "disputes", "waivers", "aliases", "id"})
_BESIDE = frozenset({"evidence", "disputes", "waivers", "variants", "instruments"})
_STAGES = "training.stages."
_NUMBER = r"[-+−]?\d[\d,]*(?:\.\d+)?|[-+−]?\.\d+"
# Compiled where it is first needed: `re` keeps what it has compiled.


def unfold(folder: str, document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (kind, row) for every row of a valid record; a row is a mapping that still nests."""
    rows = list(_unfold(folder, document))
    yield from rows
    if document.get("disputes"):
        from mmkb.schema.disputed import disputes

        own = {row["id"]: row for kind, row in rows if kind == folder}
        yield from (("disputes", row) for row in disputes(folder, document, own, stated))


def own_rows(folder: str, document: Document) -> list[dict[str, Any]]:
    """Return the rows of the record's own kind: of a model its variants, of all else the record itself."""
    return [row for kind, row in _unfold(folder, document) if kind == folder]


def _unfold(folder: str, document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    match folder:
        case "models":
            yield from (("models", row) for row in variants(document))
            yield from (("stages", stage) for stage in _stages(document))
        case "benchmarks":
            yield "benchmarks", {key: value for key, value in document.items() if key != "instruments"}
            for instrument in document.get("instruments", []):
                yield "instruments", {"name": document["name"], **instrument, "benchmark": document["id"]}
        case "results":
            yield from (("results", row) for row in _results(document))
        case "claims":
            yield from (("claims", {**claim, "source": document["source"]}) for claim in document["claims"])
        case _:
            yield folder, dict(document)


def variants(model: Document) -> Iterator[dict[str, Any]]:
    """Yield one mapping per variant with all it inherits (maps merge, lists replace), or the release itself."""
    release = {key: value for key, value in model.items() if key not in _NOT_INHERITED}
    if not model.get("variants"):
        yield {**release, "id": model["id"], "release": model["id"], "aliases": model.get("aliases", [])}
    for variant in model.get("variants", []):
        yield {"aliases": [], **merge(release, variant), "release": model["id"]}


def merge(base: Document, over: Document) -> dict[str, Any]:
    """Return `base` overlaid with `over`: maps merge key by key, everything else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


def flatten(row: Document, prefix: str = "") -> dict[str, Any]:
    """Return the leaves of `row` by dotted path; the leaves below a list of maps become lists."""
    leaves: dict[str, Any] = {}
    for key, value in row.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            leaves.update(flatten(value, f"{path}."))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for item in value:
                for leaf, inner in flatten(item, f"{path}.").items():
                    leaves.setdefault(leaf, []).extend(inner if isinstance(inner, list) else [inner])
        elif value is not None and value != []:
            leaves[path] = value
    return leaves


def parts(kind: str, row: Document, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the items of every list of maps in a row, as rows of their own: their kind (`claims:checks`), and what they say."""
    for key, value in row.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from parts(kind, value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict) and key not in _BESIDE:
            yield from ((f"{kind}:{path}", item) for item in value)


def score(printed: str) -> float | None:
    """Return the first number of a printed value (`85.9 ± 0.2`, `1,510.7`, `62.4%`), or None."""
    match = re.search(_NUMBER, printed)
    return float(match[0].replace(",", "").replace("−", "-")) if match else None


def _stages(document: Document) -> Iterator[dict[str, Any]]:
    """Yield the release's stages once, and those of each variant that has its own; `of` has the rows trained so."""
    variants = document.get("variants", [])
    own = [row for row in variants if "stages" in row.get("training", {})]
    others = [row["id"] for row in variants if row not in own] if variants else [document["id"]]
    for row, of in [(document, others), *((row, [row["id"]]) for row in own)]:
        stages = row.get("training", {}).get("stages") or []
        for number, stage in enumerate(stages if isinstance(stages, list) else [], start=1):
            yield {**stage, "id": f"{row['id']}.{number}", "model": row["id"], "order": number, "of": of}


def stages_with(row: Document, path: str) -> set[int]:
    """Return the numbers of the stages of a row that state `path`, a field of training stages; of another field none."""
    stages = row.get("training", {}).get("stages") if path.startswith(_STAGES) else None
    return {
        number
        for number, stage in enumerate(stages if isinstance(stages, list) else [], start=1)
        if path.removeprefix(_STAGES) in flatten(stage)
    }


def stated(row: Document, field: str, stage: int | None) -> Any:  # noqa: ANN401 a value can be anything
    """Return what a row says at a path; of a field of training stages, what it says of one stage."""
    if stage is not None:
        stages = row.get("training", {}).get("stages")
        row = {"training": {"stages": stages[stage - 1 : stage] if isinstance(stages, list) else []}}
    return flatten(row).get(field)


def _measurer(group: Document, row: Document) -> dict[str, Any]:
    """Return who measured a row and, of a copied value alone, where it was copied from."""
    measured_by = row.get("measured_by", group["measured_by"])
    copied = measured_by == "copied" and "copied_from" in group
    return {"measured_by": measured_by, **({"copied_from": group["copied_from"]} if copied else {})}


def _results(document: Document) -> Iterator[dict[str, Any]]:
    number = 0
    for group in document["groups"]:
        for row in group["rows"]:
            number += 1
            protocol = merge(group.get("protocol", {}), row.get("protocol", {}))
            said = {
                **_measurer(group, row),
                **({"superseded_by": group["superseded_by"]} if "superseded_by" in group else {}),
                **row,
                "protocol": protocol,
                "source": document["source"],
                "at": group["at"],
            }
            yield {**result(f"{document['id']}.{number}", said), "read": group.get("read")}


def result(id_: str, said: Document) -> dict[str, Any]:
    """Return the row of a result from all that is said of it, with the value as printed and as a number."""
    return {**said, "id": id_, "printed": said["value"], "score": score(said["value"])}
