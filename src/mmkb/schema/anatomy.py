"""The anatomy of a model: how it sees, what its layers attend to and keep, what its feed-forward layers are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mmkb.schema.base import AttentionRef, Maybe, ModelRef, Part, fact, required
from mmkb.schema.scalars import Quantity

Style = Literal["decoder-only", "encoder-only", "encoder-decoder", "dual-encoder", "diffusion", "convolutional"]
Span = Literal["all", "window", "chunk", "state", "shared", "image", "none"]
Fused = Literal["qkv", "gate-up"]
PictureRule = Literal[
    "resize", "smart-resize", "longest-side", "tiles", "canvas", "slices", "split", "hd", "overlap", "grid"
]
Grid = Annotated[str, Field(pattern=r"^[1-9][0-9]?x[1-9][0-9]?$")]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


class Vision(Part):
    """How a model sees."""

    encoder: Maybe[list[ModelRef]] = fact("The vision encoders.", example=["clip-vit-l-14"], alias="encoder")
    resolution: Maybe[Quantity] = fact("Longest side of the input picture.", unit="pixels", example=336)
    patch: Maybe[Count] = fact("Side of one patch.", unit="pixels", example=14)
    tokens: Maybe[Quantity] = fact(
        "Visual tokens per picture, or per tile, that reach the language model; of a rule by size, the most.",
        unit="tokens",
        example=576,
    )
    several_tokens: Maybe[Count] = fact(
        "Visual tokens per picture of several, where they are not those of a picture alone.", unit="tokens", example=729
    )
    rule: Maybe[PictureRule] = fact(
        "How the size of a picture decides its tokens: `resize` brings every picture to `resolution`; `smart-resize` rounds "
        "its sides (Qwen2-VL), `longest-side` shrinks it to `resolution` (Pixtral), `tiles` cuts it into tiles of the nearest "
        "shape (InternVL), `canvas` fits it into the smallest canvas of tiles (Llama 3.2 Vision), `slices` cuts it into as "
        "many as its area asks for (MiniCPM-V), `split` brings its longest side to `resolution` and cuts it into tiles "
        "(Idefics3), `hd` stretches it over as many tiles as its shape fills (Phi-3.5-Vision), `overlap` fits it into the "
        "smallest canvas of tiles that overlap (Molmo), `grid` lays it on one of `grids` (LLaVA-NeXT).",
        example="smart-resize",
    )
    merge: Maybe[Count] = fact("Side of the square of patches that become one token.", example=2)
    min_pixels: Maybe[Quantity] = fact("Fewest pixels; smaller pictures are enlarged.", unit="pixels", example=3136)
    max_pixels: Maybe[Quantity] = fact("Most pixels; larger pictures are shrunk.", unit="pixels", example=12845056)
    tile: Maybe[Count] = fact(
        "Side of a tile, where it is not `resolution`; of tiles that overlap, what each adds.",
        unit="pixels",
        example=448,
    )
    max_tiles: Maybe[Count] = fact(
        "Most tiles of one picture, without the one of the whole; on grids, tiles whose patches come in at most.",
        example=12,
    )
    thumbnail: Maybe[bool] = fact("Whether the whole picture comes beside its tiles.", example="yes")
    grids: Maybe[list[Grid]] = fact("Grids of tiles, columns by rows.", example=["1x2", "2x1", "2x2"])
    frame_merge: Maybe[Count] = fact("Video frames that become one.", unit="frames", example=2)
    frame_tokens: Maybe[Count] = fact(
        "Visual tokens per video frame, or per group of merged ones, where they are not those of a picture.", unit="tokens",
        example=196,
    )  # fmt: skip
    frames: Maybe[Quantity] = fact("Most video frames read at once.", unit="frames", example=8)


class LayerGroup(Part):
    """Layers that are alike. What is not set here is what the model's attention says of all layers."""

    count: Positive = required("Layers in the group.", example=29)
    span: Span | None = fact(
        "What such a layer keeps while text is written: `all` tokens, a `window` or a `chunk` of them, a `state` of fixed "
        "size, nothing since it reads the `shared` cache of another layer, the tokens of the `image`, or `none` where it "
        "does not attend. Without it, `all`.",
        example="window",
    )
    mechanism: AttentionRef | None = fact("How it attends.", example="gated-delta-net")
    heads: Positive | None = fact("Query heads.", example=32)
    kv_heads: Positive | None = fact("Key/value heads.", example=4)
    head_dim: Positive | None = fact("Dimension of one head.", example=512)
    window: Quantity | None = fact("Length of the window or chunk.", unit="tokens", example=1024)
    state: Quantity | None = fact(
        "Numbers that one layer keeps however long the text is; beside its keys and values where it has both.",
        example=524288,
    )


class Attention(Part):
    """The attention of the backbone, or of the model itself where it has none.

    Where all layers are alike, what stands here holds for each of them. Where they differ, `groups` says how many there are
    of which, and `layers` is their sum.
    """

    mechanism: Maybe[AttentionRef] = fact("How query heads share keys and values.", example="gqa", alias="attention")
    layers: Maybe[Count] = fact("Transformer layers; of two stacks, the decoder's.", example=80)
    encoder_layers: Maybe[Count] = fact("Layers of the encoder, where there are two stacks.", example=24)
    hidden: Maybe[Count] = fact("Hidden size.", example=8192)
    heads: Maybe[Count] = fact("Query heads.", example=64, alias="heads")
    kv_heads: Maybe[Count] = fact("Key/value heads.", example=8, alias="kv_heads")
    head_dim: Maybe[Count] = fact("Dimension of one head.", example=128, alias="head_dim")
    span: Maybe[Span] = fact(
        "What every layer keeps, as in `groups`. Without it, `all`, unless there is a `window`: then it is not known which "
        "layers have it.",
        example="window",
        alias="span",
    )
    window: Maybe[Quantity] = fact("Sliding window, or length of a chunk.", unit="tokens", example=4096, alias="window")
    latent_dim: Maybe[Count] = fact("Dimension of the cached latent (multi-head latent attention).", example=512)
    rope_dim: Maybe[Count] = fact("Dimension of the cached rotary key (multi-head latent attention).", example=64)
    query_latent_dim: Maybe[Count] = fact(
        "Dimension of the latent that queries are made from (multi-head latent attention); 0 where there is none.",
        example=1536,
    )
    nope_dim: Maybe[Count] = fact(
        "Dimension of one head's queries and keys beside the rotary part (multi-head latent attention).", example=128
    )
    value_dim: Maybe[Count] = fact("Dimension of one head's values (multi-head latent attention).", example=128)
    index_dim: Maybe[Count] = fact("Numbers that the indexer of sparse attention keeps per token.", example=128)
    state: Maybe[Quantity] = fact(
        "Numbers that one layer keeps however long the text is.", example=524288, alias="state"
    )
    query_gate: Maybe[bool] = fact(
        "Whether the projection of queries makes a gate for the output as well.", example="yes"
    )
    groups: list[LayerGroup] | None = Field(default=None, min_length=2, description="The layers, where they differ.")


class Architecture(Part):
    """The rest of the anatomy."""

    style: Maybe[Style] = fact("The arrangement of the transformer.", example="decoder-only")
    normalization: Maybe[str] = fact("Normalization and its place.", example="pre-RMSNorm")
    activation: Maybe[str] = fact("Activation of the feed-forward layers.", example="SwiGLU")
    position: Maybe[str] = fact("Position encoding.", example="RoPE")
    ffn: Maybe[Count] = fact("Feed-forward (intermediate) size; in a mixture, that of one expert.", example=28672)
    ffn_layers: Maybe[Count] = fact("Layers with a feed-forward part, where not all have one.", example=26)
    vocabulary: Maybe[Quantity] = fact("Entries of the vocabulary.", example=32000)
    tied: Maybe[bool] = fact("Whether input and output embeddings are one matrix.", example="no")
    fused: Maybe[list[Fused]] = fact("Matrices that are stored as one.", example=["qkv", "gate-up"])
    experts: Maybe[Count] = fact("Experts per mixture-of-experts layer.", example=8)
    active_experts: Maybe[Count] = fact("Routed experts used for one token.", example=2)
    shared_experts: Maybe[Count] = fact(
        "Experts used for every token, beside the routed ones; where they are one part, how many times as wide it is.",
        example=1,
    )
    dense_layers: Maybe[Count] = fact("Layers with a plain feed-forward part instead of experts.", example=3)
    dense_ffn: Maybe[Count] = fact("Feed-forward size of those layers.", example=18432)
