"""Results of a file into the record of the results that its source reports."""

from __future__ import annotations

from mmkb.importers.draft import Draft, Measured
from mmkb.importers.origin import Origin
from mmkb.importers.plan import Plan
from mmkb.importers.sheet import Sheet
from mmkb.schema.unfold import merge as overlaid

_NO_MODEL = "the file names no model: add --into ID"


def merge(plan: Plan, draft: Draft, origin: Origin, into: str | None, measured_by: str | None) -> None:
    """Bring the results of `draft` to the record of its source; `into` is their model where the file names none."""
    found = []
    for measured in draft.results:
        if not measured.instruments:
            plan.say(measured.model, "", "left out", measured.value, why="the file names no data set for it")
            continue
        what = measured.instruments[0]
        model = into or (plan.known.record("models", measured.model) if measured.model else None)
        if model is None:
            why = f"no model on record is called {measured.model!r}: add --into ID" if measured.model else _NO_MODEL
            plan.say(measured.model, what, "left out", measured.value, why=why)
            continue
        instrument = plan.known.instrument(measured)
        if isinstance(instrument, str):
            plan.say(model, what, "left out", measured.value, why=instrument)
        else:
            found.append((model, *instrument, measured))
    if not found:
        return
    sheet = plan.sheet("results", origin.source, {"id": origin.source, "source": origin.source, "groups": []})
    record = _Record(sheet)
    for model, name, value, measured in found:
        recorded = record.value(model, name, measured)
        if recorded is None:
            record.add(model, name, value, measured, measured_by or measured.measured_by)
            scaled = f"{measured.value} × 100" if value != measured.value else None
            plan.say(model, name, "added", value, why=scaled)
        elif recorded == value:
            plan.say(model, name, "same", value)
        else:
            plan.say(model, name, "differs", value, recorded, "kept as it is")


class _Record:
    """The results of one source: what stands there, and where another row belongs."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.groups = sheet.document["groups"]

    def value(self, model: str, instrument: str, measured: Measured) -> str | None:
        """Return the value on record of a model on an instrument with the same protocol."""
        for group in self.groups:
            for row in group["rows"]:
                protocol = overlaid(group.get("protocol", {}), row.get("protocol", {}))
                if (row["model"], row["instrument"], protocol) == (model, instrument, measured.protocol):
                    return str(row["value"])
        return None

    def add(self, model: str, instrument: str, value: str, measured: Measured, measured_by: str) -> None:
        row = {"model": model, "instrument": instrument, "value": value}
        said = {
            "at": measured.at,
            "measured_by": measured_by,
            **({"protocol": measured.protocol} if measured.protocol else {}),
        }
        for number, group in enumerate(self.groups):
            if {key: inner for key, inner in group.items() if key != "rows"} == said:
                self.sheet.append(("groups", number, "rows"), row)
                return
        self.sheet.append(("groups",), said)
        self.sheet.append(("groups", len(self.groups) - 1, "rows"), row)
