"""The calculating methods of a knowledge base: what the cache, the weights, the tuning and the training of models take."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Unpack

from mmkb.commands.reading import names
from mmkb.tables import Page, Table, public

if TYPE_CHECKING:
    from mmkb.commands.anatomy import Heads
    from mmkb.commands.reading import Names
    from mmkb.index.index import Index


class Calculations(ABC):
    """Each method is a command of the command line with the same names and defaults."""

    @property
    @abstractmethod
    def index(self) -> Index:
        """The open index."""

    def kv_cache(
        self,
        *ids: str,
        tokens: int = 4096,
        batch: int = 1,
        dtype: str = "fp16",
        images: int = 0,
        visual_tokens: int | None = None,
        sources: bool = False,
        **heads: Unpack[Heads],
    ) -> Table | tuple[Page, ...]:
        """Return the key/value cache of models in bytes, beside what multi-head attention would need."""
        from mmkb.commands.kv_cache import answer

        return public(
            answer(
                self.index,
                ids,
                tokens=tokens,
                batch=batch,
                dtype=dtype,
                images=images,
                visual_tokens=visual_tokens,
                sources=sources,
                **heads,
            )
        )

    def memory(
        self,
        *ids: str,
        dtype: Names = ("fp16", "int8", "int4"),
        tokens: int = 4096,
        batch: int = 1,
        images: int = 0,
        budget: float = 24.0,
        params: float | None = None,
        visual_tokens: int | None = None,
        sources: bool = False,
        **heads: Unpack[Heads],
    ) -> Table | tuple[Page, ...]:
        """Return weights and cache of models in bytes, and whether they fit into `budget` GiB."""
        from mmkb.commands.memory import answer

        return public(
            answer(
                self.index,
                ids,
                dtype=names(dtype),
                tokens=tokens,
                batch=batch,
                images=images,
                budget=budget,
                params=params,
                visual_tokens=visual_tokens,
                sources=sources,
                **heads,
            )
        )

    def finetune(
        self,
        *ids: str,
        method: str = "lora",
        rank: int = 8,
        targets: Names = ("q", "v"),
        params: float | None = None,
        hidden: int | None = None,
        ffn: int | None = None,
        sources: bool = False,
        **heads: Unpack[Heads],
    ) -> Table | tuple[Page, ...]:
        """Return trainable parameters and memory in bytes of tuning models by `method`."""
        from mmkb.commands.finetune import answer

        return public(
            answer(
                self.index,
                ids,
                method=method,
                rank=rank,
                targets=names(targets),
                params=params,
                hidden=hidden,
                ffn=ffn,
                sources=sources,
                **heads,
            )
        )

    def cost(
        self,
        *ids: str,
        tokens: float | None = None,
        params: float | None = None,
        sources: bool = False,
    ) -> Table | tuple[Page, ...]:
        """Return training compute in FLOP by 6·N·D, beside what records report."""
        from mmkb.commands.cost import answer

        return public(answer(self.index, ids, tokens=tokens, params=params, sources=sources))
