"""What stands behind the word `open`: where models are summed up whose weights can be had, limits are said apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from mmkb.index.index import Index
from mmkb.rows.licences import access_classes

APART = ("restricted-weights", "unlicensed-weights")
"""Classes of open weights that do not allow every use, or are not known to."""


def apart(index: Index, rids: Collection[int]) -> str | None:
    """Return how many of the releases have limits or no known licence, when the weights of all of them can be had.

    None when the rows are of more than one side, or when there is nothing to set apart. A release whose sizes differ
    counts in each class.
    """
    access = index.fields("models").get("access")
    releases: dict[str, set[str]] = defaultdict(set)
    for record, name in access_classes(index, rids):
        releases[name].add(record)
    if access is None or not releases.keys() <= set(access.groups["open"]):
        return None
    parts = [f"{name} {len(releases[name])}" for name in APART if name in releases]
    return f"{', '.join(parts)} of {len(set().union(*releases.values()))} open releases" if parts else None
