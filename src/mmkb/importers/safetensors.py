"""The index of a checkpoint in safetensors: how many parameters it has."""

from __future__ import annotations

import re
from typing import Any

from mmkb.importers.draft import Draft, Fact, File, Left, MalformedError
from mmkb.importers.parse import object_of, part

_MOST = 10**15
_SHARD = re.compile(r"(?!\.)[\w.-]*?(?:-(\d{1,9})-of-(\d{1,9}))?\.safetensors")
"""A file of a checkpoint, with its number and how many there are."""


def read(file: File) -> Draft:
    """Return the number of parameters, where the index has it; the number of bytes alone says nothing exact."""
    index = object_of(file)
    tensors = part(file, index, "weight_map", dict)
    if tensors is None:
        raise MalformedError(
            file.name, "weight_map is missing", hint="import the model.safetensors.index.json of a checkpoint"
        )
    _check(file, tensors)
    metadata = part(file, index, "metadata", dict) or {}
    size = part(file, metadata, "total_size", int, float, place="metadata.")
    if size is not None and not 0 <= size < _MOST:
        raise MalformedError(file.name, f"metadata.total_size is {size}, which is no count of bytes")
    count = part(file, metadata, "total_parameters", int, place="metadata.")
    if count is None:
        why = "it counts bytes alone, and tensors may be of several types"
        return Draft(left=[Left("exact_params", why)])
    if not 0 < count < _MOST:
        raise MalformedError(file.name, f"metadata.total_parameters is {count}, which is no count of parameters")
    if size and count > 8 * size:
        message = f"metadata.total_parameters is {count}, more than the {size} bytes of metadata.total_size have bits"
        raise MalformedError(file.name, message)
    return Draft(facts=[Fact("exact_params", count, file.at("total_parameters"))])


def _check(file: File, tensors: dict[str, Any]) -> None:
    """Raise MalformedError where the map does not say of each tensor in which part of one checkpoint it is."""
    if not tensors:
        raise MalformedError(file.name, "weight_map names no tensor")
    wholes = set()
    for tensor in tensors:
        if not tensor.strip():
            raise MalformedError(file.name, "weight_map has a tensor without a name")
        shard = part(file, tensors, tensor, str, place="weight_map.")
        found = _SHARD.fullmatch(shard or "")
        if found is None:
            message = f"weight_map.{tensor} is {shard!r}, which names no file of safetensors beside the index"
            raise MalformedError(file.name, message)
        if found[1]:
            wholes.add(int(found[2]))
            if not 1 <= int(found[1]) <= int(found[2]):
                raise MalformedError(file.name, f"weight_map.{tensor} is in part {int(found[1])} of {int(found[2])}")
    if len(wholes) > 1:
        raise MalformedError(file.name, f"weight_map has parts of {' and of '.join(map(str, sorted(wholes)))}")
