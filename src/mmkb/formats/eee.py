"""Results for Every Eval Ever: logs of its schema for aggregate results, a log a line.

A log holds what one source reports of one model, as one kind of measurer measured it. What the schema has no field for
stands under its additional details; what no record states is left out, or `unknown` where the schema asks for it.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from mmkb.errors import UsageError
from mmkb.formats.reported import PROTOCOL, Row, named, results
from mmkb.schema.values import date_span
from mmkb.views.reference import About, Reference
from mmkb.views.table import Table

SCHEMA_VERSION = "0.3.0"
_RELATIONS = {
    "self": "first_party",
    "benchmark": "third_party",
    "other-developer": "third_party",
    "third-party": "third_party",
}
_AVAILABLE = {
    **dict.fromkeys(("open-source", "open-weights", "restricted-weights", "unlicensed-weights"), "open_weights"),
    **dict.fromkeys(("api-only", "product-only", "unreleased"), "closed_weights"),
}
_UNITS = {"%": "percent", "fraction": "proportion"}


def render(table: Table) -> str:
    """Return one log a line, in the order of the table.

    Raises UsageError when it does not list results, or for one of an instrument without a record: which way it counts is
    not known then.
    """
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in results(table, "eee"):
        groups.setdefault((row["model"], row["source"], row["measured_by"]), []).append(row)
    known = _Known(table)
    return "".join(json.dumps(known.log(rows), ensure_ascii=False) + "\n" for rows in groups.values())


class _Known:
    """What is known of the models, instruments and sources that results name."""

    def __init__(self, table: Table) -> None:
        self.about = table.about
        self.stamp = _stamp(table.about)
        self.models: dict[str, list[Row]] = {}
        for row in named(table, "models", ("release", "name", "developer", "access")).values():
            self.models.setdefault(row["id"], []).append(row)
            if row["release"] != row["id"]:
                self.models.setdefault(row["release"], []).append(row)
        measures = ("name", "split", "metric", "direction", "unit", "minimum", "maximum", "hub")
        self.instruments = named(table, "instruments", measures)
        self.sources = named(table, "sources", ("type", "title", "authors", "date", "year", "arxiv", "url"))

    def log(self, rows: list[Row]) -> dict[str, Any]:
        """Return the log of results that agree in model, source and measurer."""
        first = rows[0]
        return {
            "schema_version": SCHEMA_VERSION,
            "evaluation_id": f"{first['source']}.{first['measured_by']}/{first['model']}/{self.stamp}",
            "retrieved_timestamp": self.stamp,
            "source_metadata": self.source(first),
            "eval_library": {"name": "unknown", "version": "unknown"},
            "model_info": self.model(rows),
            "evaluation_results": list(map(self.result, rows)),
        }

    def source(self, row: Row) -> dict[str, Any]:
        """Return who says so. Organisations are the authors that have no given name."""
        source = self.sources.get(row["source"], {"title": row["source"]})
        authors = source.get("authors") or ()
        about = self.about.items() if self.about else {}
        return {
            "source_name": source["title"],
            "source_type": "documentation",
            "source_organization_name": ", ".join(name for name in authors if ", " not in name) or "unknown",
            "evaluator_relationship": _RELATIONS.get(row["measured_by"], "other"),
            "additional_details": _details(
                source=row["source"],
                source_kind=source.get("type"),
                source_authors="; ".join(authors) or None,
                source_date=source.get("date") or source.get("year"),
                source_url=_address(row["source"], source),
                measured_by=row["measured_by"],
                **{f"record_{name}": value for name, value in about.items()},
            ),
        }

    def model(self, rows: list[Row]) -> dict[str, Any]:
        """Return the model, called as the source prints it where it has one name for it."""
        id_ = rows[0]["model"]
        variants = self.models.get(id_, [])
        printed = {row["printed_as"] for row in rows}
        developers = dict.fromkeys(name for row in variants for name in row["developer"] or ())
        available = {_AVAILABLE.get(row["access"] or "", "unknown") for row in variants}
        name = variants[0]["name"] if variants else None
        return {
            "name": printed.pop() if len(printed) == 1 and None not in printed else name or id_,
            "id": id_,
            **({"developer": ", ".join(developers)} if developers else {}),
            "additional_details": _details(
                deployment_type="unknown",
                model_availability=available.pop() if len(available) == 1 else "unknown",
                release=variants[0]["release"] if variants else None,
            ),
        }

    def result(self, row: Row) -> dict[str, Any]:
        """Return one value with its metric, its place and its protocol."""
        measure = self.instruments.get(row["instrument"])
        if measure is None:
            raise UsageError(
                f"eee says which way a metric counts, and the instrument {row['instrument']!r} has no record",
                f"add its benchmark, or leave it out, as in `mmkb export results not instrument:{row['instrument']} -f eee`",
            )
        bounded = measure["minimum"] is not None and measure["maximum"] is not None
        metric = {
            "metric_name": measure["metric"],
            "metric_unit": _UNITS.get(measure["unit"] or "", measure["unit"]),
            "lower_is_better": measure["direction"] == "lower",
            "score_type": "continuous" if bounded else None,
            "min_score": measure["minimum"],
            "max_score": measure["maximum"],
            "additional_details": _details(judge=row["judge"]) or None,
        }
        return {
            "evaluation_result_id": row["id"],
            "evaluation_name": row["instrument"],
            "source_data": _data(row, measure),
            "metric_config": {key: value for key, value in metric.items() if value is not None},
            "score_details": {
                "score": row["score"],
                "details": _details(
                    printed=row["printed"],
                    at=row["at"],
                    **{
                        name: row.get(name)
                        for name in ("printed_as", "version", "superseded_by", "primary", "because", "read")
                    },
                ),
            },
            **_protocol(row),
        }


def _data(row: Row, measure: Row) -> dict[str, Any]:
    details = _details(benchmark=row["benchmark"], instrument=row["instrument"], split=measure["split"])
    data = {"dataset_name": measure["name"], "source_type": "other", "additional_details": details}
    if measure["hub"]:
        data |= {"source_type": "hf_dataset", "hf_repo": measure["hub"].partition("#")[0]}
    return data


def _protocol(row: Row) -> dict[str, Any]:
    """Return how the value was obtained; only reasoning has a field of its own."""
    reasoning = row["chain_of_thought"]
    stated = _details(**{name: row[name] for name in PROTOCOL if name not in ("chain_of_thought", "judge")})
    config = {
        **({"generation_args": {"reasoning": reasoning}} if reasoning is not None else {}),
        **({"additional_details": stated} if stated else {}),
    }
    return {"generation_config": config} if config else {}


def _details(**values: object) -> dict[str, str]:
    """Return additional details, which are text; what is not known is left out."""
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.items()
        if value is not None
    }


def _address(key: str, source: Row) -> str | None:
    return Reference(key, "", "", arxiv=source.get("arxiv"), url=source.get("url")).address


def _stamp(about: About | None) -> str:
    """Return the day that the data stand for, in seconds since 1970 (UTC); now, where they have none."""
    if about is None or about.date is None:
        return str(int(time.time()))
    return str(int(datetime.fromisoformat(date_span(about.date)[1]).replace(tzinfo=UTC).timestamp()))
