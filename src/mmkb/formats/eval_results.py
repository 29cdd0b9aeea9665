"""Results of one model as the Hugging Face Hub wants them: YAML for the folder `.eval_results/` of the model's repository."""

from __future__ import annotations

import yaml

from mmkb.errors import UsageError
from mmkb.formats.reported import PROTOCOL, Row, named, results
from mmkb.views.reference import Reference
from mmkb.views.table import Table


def render(table: Table) -> str:
    """Return a list of entries, after a comment that counts the results that have no place there.

    The file names no model, so all results must be of one; an entry needs a task of a benchmark on the Hub. Raises
    UsageError for results of several models, and for a table that does not list results.
    """
    rows = results(table, "eval-results")
    models = sorted({row["model"] for row in rows})
    if len(models) > 1:
        raise UsageError(
            f"eval-results holds results of one model, and these are of {len(models)}",
            f"narrow the query, as in `mmkb export results model={models[0]} -f eval-results`",
        )
    tasks = {id_: row["hub"] for id_, row in named(table, "instruments", ["hub"]).items() if row["hub"]}
    sources = named(table, "sources", ("title", "arxiv", "url"))
    entries = [_entry(row, tasks[row["instrument"]], sources) for row in rows if row["instrument"] in tasks]
    lines = [
        f"Results of {', '.join(models) or 'no model'}, for .eval_results/ of its repository on the Hugging Face Hub."
    ]
    if left := len(rows) - len(entries):
        lines.append(f"{left} of {len(rows)} results are left out: their benchmarks name no task on the Hub.")
    lines += table.about.lines() if table.about else ()
    text = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=10_000)
    return "".join(f"# {line}\n" for line in lines) + text


def _entry(row: Row, task: str, sources: dict[str, Row]) -> dict[str, object]:
    dataset, _, task_id = task.partition("#")
    entry: dict[str, object] = {"dataset": {"id": dataset, "task_id": task_id}, "value": row["score"]}
    source = sources.get(row["source"], {})
    address = Reference(row["source"], "", "", arxiv=source.get("arxiv"), url=source.get("url")).address
    if address:
        entry["source"] = {"url": address, "name": source["title"]}
    stated = [f"{name.replace('_', ' ')}: {_word(row[name])}" for name in PROTOCOL if row[name] is not None]
    return {
        **entry,
        "notes": "; ".join([f"{row['source']}, {row['at']}", f"measured by: {row['measured_by']}", *stated]),
    }


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
