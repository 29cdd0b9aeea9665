"""The calculating methods of a knowledge base: what the cache, the weights, the tuning and the training of models take."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Unpack, cast

from mmkb.commands.reading import checked, names
from mmkb.tables import Page, Table, public

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mmkb.commands.anatomy import Heads
    from mmkb.commands.declare import Command
    from mmkb.commands.reading import Names, Numbers
    from mmkb.index.index import Index
    from mmkb.views import table as views
    from mmkb.views.reference import Cite


class Calculations(ABC):
    """Each method is a command of the command line with the same names and defaults."""

    @property
    @abstractmethod
    def index(self) -> Index:
        """The open index."""

    def _calculate(self, command: Command, ids: Sequence[str], **values: object) -> Table | tuple[Page, ...]:
        answer = cast("Callable[..., views.Table | tuple[views.Page, ...]]", command.answer)
        return public(self.index.ask(answer, ids, **checked(command, values)))

    def kv_cache(
        self,
        *ids: str,
        tokens: Numbers = 4096,
        batch: int = 1,
        dtype: str = "fp16",
        images: int = 0,
        image: str | None = None,
        frames: int = 0,
        fit: float | None = None,
        visual_tokens: int | None = None,
        explain: bool = False,
        cite: Cite = "none",
        **heads: Unpack[Heads],
    ) -> Table | tuple[Page, ...]:
        """Return the key/value cache of models in bytes, beside what multi-head attention would need.

        `fit` is in bytes. Several `tokens`, or several of a number of heads, are tried one after the other.
        """
        from mmkb.commands.kv_cache import COMMAND

        return self._calculate(
            COMMAND,
            ids,
            tokens=tokens,
            batch=batch,
            dtype=dtype,
            images=images,
            image=image,
            frames=frames,
            fit=fit,
            visual_tokens=visual_tokens,
            explain=explain,
            cite=cite,
            **heads,
        )

    def memory(
        self,
        *ids: str,
        dtype: Names = ("fp16", "int8", "int4"),
        cache_dtype: str | None = None,
        tokens: Numbers = 4096,
        batch: int = 1,
        images: int = 0,
        image: str | None = None,
        frames: int = 0,
        fit: float | None = None,
        card: str | None = None,
        headroom: float = 10.0,
        params: float | None = None,
        visual_tokens: int | None = None,
        explain: bool = False,
        cite: Cite = "none",
        **heads: Unpack[Heads],
    ) -> Table | tuple[Page, ...]:
        """Return weights and cache of models in bytes, whether they fit into `fit` bytes, and the most that would."""
        from mmkb.commands.memory import COMMAND

        return self._calculate(
            COMMAND,
            ids,
            dtype=names(dtype),
            cache_dtype=cache_dtype,
            tokens=tokens,
            batch=batch,
            images=images,
            image=image,
            frames=frames,
            fit=fit,
            card=card,
            headroom=headroom,
            params=params,
            visual_tokens=visual_tokens,
            explain=explain,
            cite=cite,
            **heads,
        )

    def finetune(
        self,
        *ids: str,
        method: Names = ("full", "lora", "qlora"),
        rank: int = 8,
        targets: Names = ("q", "v"),
        tokens: Numbers = 4096,
        batch: int = 1,
        attention: str = "flash",
        train_tokens: float | None = None,
        card: str | None = None,
        headroom: float = 10.0,
        peak: float | None = None,
        utilization: float = 40.0,
        price: float | None = None,
        params: float | None = None,
        hidden: int | None = None,
        ffn: int | None = None,
        explain: bool = False,
        cite: Cite = "none",
        **heads: Unpack[Heads],
    ) -> Table | tuple[Page, ...]:
        """Return trainable parameters and memory in bytes of tuning models by each method; of a run, hours and price."""
        from mmkb.commands.finetune import COMMAND

        return self._calculate(
            COMMAND,
            ids,
            method=names(method),
            rank=rank,
            targets=names(targets),
            tokens=tokens,
            batch=batch,
            attention=attention,
            train_tokens=train_tokens,
            card=card,
            headroom=headroom,
            peak=peak,
            utilization=utilization,
            price=price,
            params=params,
            hidden=hidden,
            ffn=ffn,
            explain=explain,
            cite=cite,
            **heads,
        )

    def cost(
        self,
        *ids: str,
        tokens: Numbers | None = None,
        params: float | None = None,
        serving: bool = False,
        output_share: float = 25.0,
        price: float | None = None,
        throughput: float | None = None,
        explain: bool = False,
        cite: Cite = "none",
    ) -> Table | tuple[Page, ...]:
        """Return training compute in FLOP by 6·N·D beside what records report, or with `serving` what tokens cost."""
        from mmkb.commands.cost import COMMAND

        return self._calculate(
            COMMAND,
            ids,
            tokens=tokens,
            params=params,
            serving=serving,
            output_share=output_share,
            price=price,
            throughput=throughput,
            explain=explain,
            cite=cite,
        )

    def heads(self, id: str, *, heads: int | None = None, kv_heads: int | None = None) -> str:  # noqa: A002
        """Return a drawing of how the query heads of a mechanism or a model share key/value heads."""
        from mmkb.commands.heads import COMMAND, answer

        return self.index.ask(answer, id, **checked(COMMAND, {"heads": heads, "kv_heads": kv_heads}))
