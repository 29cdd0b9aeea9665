"""Rules about ids and references between records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mmkb.corpus.corpus import Corpus, leaves
from mmkb.corpus.finding import Finding
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.fields import references
from mmkb.schema.text import fold
from mmkb.schema.values import ABSENT


def dangling(corpus: Corpus) -> Iterator[Finding]:
    """A reference must name a record of the right kind (a variant's id serves as well as its release's).

    Write the missing record, correct the id, or leave the field out.
    """
    everywhere = {id_ for ids in corpus.records.values() for id_ in ids}
    for file, document in corpus.of():
        targets = references(file.folder)
        for path, place, value in leaves(document):
            kind = targets.get(path)
            known = everywhere if kind == "*" else corpus.records.get(kind or "", {})
            if kind is None or value in known or value in ABSENT:
                continue
            what = "record" if kind == "*" else kind
            yield corpus.at(
                file,
                place,
                "MM201",
                f"{path}: no {what} called {value!r}",
                corpus.elsewhere(kind, str(value)) or corpus.suggest(str(value), known) or "write the record",
            )


def duplicate_ids(corpus: Corpus) -> Iterator[Finding]:
    """An id names one thing of its kind: a variant may not carry another release's or variant's id."""
    for kind, id_, named in corpus.identities():
        first = corpus.records[kind][id_]
        if first.file is not named.file or first.place != named.place:
            yield corpus.at(named.file, named.place, "MM202", f"{kind} id {id_!r} stands in {first.file.path} already")


def duplicate_aliases(corpus: Corpus) -> Iterator[Finding]:
    """An alias leads to one record of its kind, or `mmkb show ALIAS` could not decide."""
    seen: dict[tuple[str, str], str] = {}
    for kind, ids in corpus.records.items():
        for id_ in ids:
            seen[kind, fold(id_)] = id_
    for kind, ids in corpus.records.items():
        for id_, named in ids.items():
            for key in ("aliases", "japanese"):
                for number, alias in enumerate(named.row.get(key, [])):
                    other = seen.setdefault((kind, fold(alias)), id_)
                    if other != id_ and corpus.records[kind][other].file is not named.file:
                        place = (*named.place[:-1], key, number)
                        yield corpus.at(
                            named.file,
                            place,
                            "MM203",
                            f"alias {alias!r} already leads to {other!r}",
                            "drop one of the two",
                        )


def same_source_twice(corpus: Corpus) -> Iterator[Finding]:
    """One document is one source: two records with one arXiv id, DOI or repository revision would be cited as two."""
    keys: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file, document in corpus.of("sources"):
        for key in ("arxiv", "doi"):
            if key in document:
                same = keys[key, document[key].lower()]
                same.append(document["id"])
                if len(same) > 1:
                    yield corpus.at(
                        file,
                        (key,),
                        "MM204",
                        f"{key} {document[key]!r} is {same[0]!r} already",
                        "keep one record",
                    )


def key_collisions(corpus: Corpus) -> Iterator[Finding]:
    """BibTeX compares keys without case and some styles drop dots: two ids alike in that would collide in one .bib."""
    seen: dict[str, str] = {}
    for file, document in corpus.of("sources"):
        plain = document["id"].replace(".", "").replace("-", "")
        other = seen.setdefault(plain, document["id"])
        if other != document["id"]:
            yield corpus.at(
                file,
                ("id",),
                "MM205",
                f"citation key {document['id']!r} collides with {other!r}",
                "rename one of the two",
            )


def unknown_developer(corpus: Corpus) -> Iterator[Finding]:
    """Where developers have records, a model names one of them by its name or an alias, so that its country is known."""
    known = {
        name for _, document in corpus.of("developers") for name in (document["name"], *document.get("aliases", []))
    }
    for file, document in corpus.of("models"):
        developers = document.get("developer")
        for number, name in enumerate(developers if known and isinstance(developers, list) else []):
            if name not in known:
                yield corpus.at(
                    file,
                    ("developer", number),
                    "MM206",
                    f"no developer called {name!r}",
                    corpus.suggest(name, known) or "write data/developers/ID.yaml",
                )


RULES = (
    Rule("MM201", "dangling reference", dangling),
    Rule("MM202", "duplicate id", duplicate_ids),
    Rule("MM203", "duplicate alias", duplicate_aliases),
    Rule("MM204", "same source twice", same_source_twice),
    Rule("MM205", "citation keys collide", key_collisions),
    Rule("MM206", "unknown developer", unknown_developer),
)
