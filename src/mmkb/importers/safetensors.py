"""The index of a checkpoint in safetensors: how many parameters it has."""

from __future__ import annotations

from mmkb.importers.draft import Draft, Fact, File, Left, MalformedError
from mmkb.importers.parse import object_of, part


def read(file: File) -> Draft:
    """Return the number of parameters, where the index has it; the number of bytes alone says nothing exact."""
    index = object_of(file)
    tensors = part(file, index, "weight_map", dict)
    if tensors is None:
        raise MalformedError(
            file.name, "weight_map is missing", hint="import the model.safetensors.index.json of a checkpoint"
        )
    metadata = part(file, index, "metadata", dict) or {}
    count = part(file, metadata, "total_parameters", int, place="metadata.")
    if count is None:
        why = "it counts bytes alone, and tensors may be of several types"
        return Draft(left=[Left("exact_params", why)])
    if not 0 < count < 10**15:
        raise MalformedError(file.name, f"metadata.total_parameters is {count}, which is no count of parameters")
    return Draft(facts=[Fact("exact_params", count, file.at("total_parameters"))])
