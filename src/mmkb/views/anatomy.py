"""What calculations take from records: the numbers of a model, its layers, and what of them is not known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mmkb.errors import NotFoundError, UsageError
from mmkb.formulas.kv_cache import Layers
from mmkb.index.index import Index
from mmkb.query.arguments import looks_like_query
from mmkb.rows.columns import matching, values
from mmkb.rows.layers import Groups, backbones, groups_of
from mmkb.rows.records import members
from mmkb.schema.values import quantity
from mmkb.views.field_cells import cells
from mmkb.views.find import find
from mmkb.views.short_names import FIELDS, GIVEN, LISTS, OF_BACKBONE
from mmkb.views.unrecorded import PICTURE, UnrecordedError

Given = Mapping[str, int | float]
"""Numbers that the user gives where a record lacks them, or to ask what would be, by the short name of the field."""

_NEVER_ZERO = ("params", "exact_params", "active_params", "training_tokens")
"""A zero of these says nothing, and is not divided by."""
_NO_CACHE = {
    "encoder-only": "an encoder reads its input at once",
    "dual-encoder": "two encoders read their inputs at once",
    "diffusion": "it denoises the whole output at once",
    "convolutional": "it has no attention over a sequence",
}
_ENCODERS = frozenset({"vision-encoder", "audio-encoder", "vision-language-encoder"})


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The numbers of one model, its own or given; a missing one is asked for by name."""

    id: str
    numbers: Mapping[str, Any]
    groups: Groups = ()
    connector: frozenset[str] = frozenset()
    fused: frozenset[str] = frozenset()
    grids: tuple[str, ...] = ()
    input: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    def need(self, name: str) -> Any:  # noqa: ANN401 the column's type
        """Return a number; raises UnrecordedError that names the field and the option when it is not recorded."""
        value = self.numbers.get(name)
        if value is None:
            field = FIELDS[name]
            given = f"--{name.removeprefix('training_').replace('_', '-')} N" if name in GIVEN else None
            flag = PICTURE if field.startswith("vision.") else given
            raise UnrecordedError(self.id, {name: (field, flag)})
        return value

    @property
    def params(self) -> int | float:
        """Return the parameters in all: counted where they were, else the size that is stated. Raises UsageError."""
        counted = None if "params" in self.given else self.numbers.get("exact_params")
        return self.need("params") if counted is None else counted  # type: ignore[no-any-return]

    @property
    def sized(self) -> bool:
        """Return whether the parameters are known."""
        return any(self.numbers.get(name) is not None for name in ("params", "exact_params"))

    @property
    def used_params(self) -> int | float:
        """Return the parameters used for one token: the active ones of a mixture, else all. Raises UsageError."""
        active = None if "params" in self.given else self.numbers.get("active_params")
        return active or self.params

    def without_cache(self) -> str | None:
        """Return why the model keeps no cache, or None when it keeps one."""
        why = _NO_CACHE.get(str(self.numbers.get("style")))
        return why or (_NO_CACHE["encoder-only"] if self.numbers.get("type") in _ENCODERS else None)

    def key_heads(self) -> int:
        """Return the key/value heads: as recorded, else as the mechanism has them. Raises UsageError."""
        if self.numbers.get("kv_heads") is None and self.numbers.get("mechanism") in ("mha", "mqa"):
            return int(self.need("heads")) if self.numbers["mechanism"] == "mha" else 1
        return int(self.need("kv_heads"))

    def layers(self) -> tuple[Layers, ...]:
        """Return what its layers keep, group by group; a decoder over an encoder keeps the source's tokens in each layer too.

        Raises UsageError that names the field that is missing.
        """
        if self.groups and self.numbers["layers"] != sum(group["count"] for group in self.groups):
            raise UsageError(f"{self.id}: its layers differ, so their number cannot be given alone", "see mmkb heads")
        groups: Sequence[Mapping[str, Any]] = self.groups or ({"count": self.need("layers")},)
        found = tuple(self._group(group) for group in groups)
        if self.numbers.get("style") != "encoder-decoder":
            return found
        return (*found, *(replace(group, span="source", window=None) for group in found))

    def bound(self) -> str | None:
        """Return why the cache is only bounded above, or None when it is exact."""
        numbers = self.numbers
        if not self.groups and numbers.get("window") and not numbers.get("span"):
            return f"at most: which layers have the window of {numbers['window']:,} is not recorded (attention.span)"
        if "chunk" in self.spans():
            return "at most: of its chunk, a layer keeps what came so far"
        return None

    def beyond(self, tokens: int) -> str | None:
        """Return that a sequence is longer than the model takes, or None when it is not, or when that is not known."""
        context = self.numbers.get("context")
        return f"longer than its context of {context:,} tokens" if context and tokens > context else None

    def spans(self) -> tuple[str, ...]:
        """Return the span of each group of layers."""
        return tuple(group.get("span", "all") for group in self.groups) or (self.numbers.get("span") or "all",)

    def _group(self, group: Mapping[str, Any]) -> Layers:
        """Return a group of layers with what it takes from the model; a given number goes before a recorded one."""
        own = {name: value for name, value in group.items() if name not in self.given}
        model = replace(self, numbers={**self.numbers, **own})
        span = group.get("span") or (not self.groups and self.numbers.get("span")) or "all"
        count, state = group["count"], model.numbers.get("state")
        if span in ("state", "none"):
            fixed = 0 if span == "none" else state
            return Layers(count, span=span, state=None if fixed is None else int(quantity(fixed)))
        latent, heads = model.numbers.get("latent_dim"), model.need("heads")
        window = model.need("window") if span in ("window", "chunk") else None
        return Layers(
            count,
            heads=heads,
            kv_heads=heads if latent is not None else model.key_heads(),
            head_dim=(model.numbers.get("head_dim") or 0) if latent is not None else model.need("head_dim"),
            span=span,
            window=None if window is None else int(quantity(window)),
            latent_dim=latent,
            rope_dim=model.need("rope_dim") if latent is not None else 0,
            index_dim=model.numbers.get("index_dim") or 0,
            state=int(quantity(state)) if state is not None else 0,
        )


def anatomies(index: Index, names: Sequence[str], given: Given, aside: Collection[str] = ()) -> list[Anatomy]:
    """Return the models called `names`, ids or queries; variants of a release that are alike stand once.

    Alike are those whose numbers are the same, except those set `aside`. Raises NotFoundError for a name or a query that
    nothing answers to.
    """

    def compared(model: Anatomy) -> Anatomy:
        return replace(model, id="", numbers={name: n for name, n in model.numbers.items() if name not in aside})

    asked = [_asked(index, name) for name in names]
    read = _read(index, [rid for _, rows in asked for rid, _ in rows], given)
    found = []
    for id_, rows in asked:
        models = [replace(read[rid], id=row_id) for rid, row_id in rows]
        first = compared(models[0])
        alike = id_ is not None and all(compared(model) == first for model in models)
        found += [replace(models[0], id=id_ or "")] if alike else models
    return found


def asked_rows(index: Index, names: Sequence[str]) -> list[tuple[int, str]]:
    """Return the variants that `names` stand for, as (number, id), each once. Raises NotFoundError."""
    return list(dict.fromkeys(row for name in names for row in _asked(index, name)[1]))


def _asked(index: Index, name: str) -> tuple[str | None, list[tuple[int, str]]]:
    """Return the id of a release or variant with its rows, or the rows that match a query."""
    if not looks_like_query(name):
        *_, id_ = find(index, name, "models")[0]
        return id_, members(index, ("models",), id_)
    rows = [(match.rid, match.id) for match in matching(index, "models", name)]
    if not rows:
        raise NotFoundError(f"no model matches {name!r}", "try: mmkb models")
    return None, rows


def _read(index: Index, rids: Sequence[int], given: Given) -> dict[int, Anatomy]:
    """Return the anatomy of each row; where it has no layers of its own, with those of the checkpoint inside."""
    lent = backbones(index, rids)
    everything = {*rids, *lent.values()}
    groups = groups_of(index, everything)
    rows = values(index, "models", everything, [*FIELDS.values(), *LISTS])
    found = {}
    for rid in rids:
        own = dict(zip(FIELDS, rows[rid], strict=False))
        connector, fused, grids, taken = _lists(index, rows[rid])
        layers = groups.get(rid, ())
        if own["layers"] is None and rid in lent:
            theirs = dict(zip(FIELDS, rows[lent[rid]], strict=False))
            own |= {name: theirs[name] for name in OF_BACKBONE if own[name] is None}
            layers, fused = groups.get(lent[rid], ()), _lists(index, rows[lent[rid]])[1]
        own |= {name: None for name in _NEVER_ZERO if own[name] == 0}
        numbers = {**own, **given}
        sets = frozenset(connector), frozenset(fused), grids, frozenset(taken), frozenset(given)
        found[rid] = Anatomy("", numbers, layers, *sets)
    return found


def _lists(index: Index, row: Sequence[Any]) -> list[tuple[str, ...]]:
    """Return the values of the fields that hold several."""
    return [words(index, path, value) for path, value in zip(LISTS, row[len(FIELDS) :], strict=True)]


def words(index: Index, path: str, value: Any) -> tuple[str, ...]:  # noqa: ANN401 the column's type
    """Return the values of a field that holds several, as text."""
    field = index.fields("models").get(path)
    assert field is not None
    return tuple(map(str, cells(value, field)))


def nominal(models: Collection[Anatomy]) -> list[str]:
    """Return the models whose parameters are the stated size, which may be round, not a count."""
    return [model.id for model in models if model.numbers.get("exact_params") is None and "params" not in model.given]
