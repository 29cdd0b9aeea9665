"""Models: one record per release, its sizes and tunings as variants."""

from __future__ import annotations

from pydantic import Field

from mmkb.schema.anatomy import Architecture, Attention, Vision
from mmkb.schema.base import (
    PARTIAL,
    DatasetRef,
    Described,
    LicenseRef,
    Maybe,
    ModelRef,
    Part,
    SourceRef,
    TuningRef,
    fact,
    note,
    required,
)
from mmkb.schema.scalars import Id, PartialDate, Quantity
from mmkb.schema.vocabulary import Commercial, Connector, Domain, Grade, Modality, ModelType, Task, Trainability


class Stage(Part):
    """One stage of training: which module is trained how, on what."""

    name: str = required("The stage's name.", example="feature alignment")
    vision_encoder: Maybe[Trainability] = fact("How the vision encoder is trained.", example="frozen")
    connector: Maybe[Trainability] = fact("How the connector is trained.", example="full")
    backbone: Maybe[Trainability] = fact("How the language model is trained.", example="lora")
    other_encoders: Maybe[Trainability] = fact("How encoders of other modalities are trained.", example="absent")
    generator: Maybe[Trainability] = fact("How output decoders are trained.", example="absent")
    method: Maybe[list[TuningRef]] = fact("The tuning methods used.", example=["visual-instruction-tuning"])
    data: Maybe[list[DatasetRef]] = fact("The data sets used.", example=["llava-instruct-158k"])
    samples: Maybe[Quantity] = fact("Training samples (pairs, dialogues).", unit="samples", example="558k")
    tokens: Maybe[Quantity] = fact("Training tokens.", unit="tokens", example="2T")


class Training(Part):
    """How a model was made."""

    stages: Maybe[list[Stage]] = fact("The stages in order.")
    tokens: Maybe[Quantity] = fact("Pre-training tokens.", unit="tokens", example="2T")
    cutoff: Maybe[PartialDate] = fact("The latest date of the pre-training data.", example="2022-09")
    hardware: Maybe[str] = fact("The accelerators.", example="8 A100 80GB")
    gpu_hours: Maybe[Quantity] = fact("Accelerator hours, as reported.", unit="hours", example="1720320")
    flops: Maybe[float] = fact("Training compute, as reported.", unit="FLOP", example=3.14e23)
    cost: Maybe[Quantity] = fact("Training cost, as reported.", unit="USD", example="4.6M")
    carbon: Maybe[float] = fact("Emissions, as reported.", unit="tCO2eq", example=539.0)


class Weights(Part):
    """Parameters, graded."""

    base: Maybe[Grade] = fact("Weights of the base (pre-trained) model.", example="open")
    tuned: Maybe[Grade] = fact("Weights of the tuned or final model.", example="open")
    encoder: Maybe[Grade] = fact("Weights of the encoders.", example="open")
    connector: Maybe[Grade] = fact("Weights of the connector.", example="open")
    checkpoints: Maybe[Grade] = fact("Intermediate checkpoints.", example="closed")


class Data(Part):
    """Training data, graded."""

    base: Maybe[Grade] = fact("Pre-training data.", example="closed")
    tuned: Maybe[Grade] = fact("Instruction and preference data.", example="open")
    encoder: Maybe[Grade] = fact("Data the encoders were trained on.", example="closed")
    connector: Maybe[Grade] = fact("Data that aligned the connector.", example="open")
    evaluation: Maybe[Grade] = fact("Evaluation data.", example="open")


class Code(Part):
    """Code, graded."""

    training: Maybe[Grade] = fact(
        "Code that trains it (partial: of some stages, or that tunes the finished model alone).", example="open"
    )
    inference: Maybe[Grade] = fact("Code that runs it, its maker's or a library's.", example="open")
    evaluation: Maybe[Grade] = fact("Code that scores it on benchmarks.", example="open")
    preprocessing: Maybe[Grade] = fact("Code that made or prepared its training data.", example="closed")
    base: Maybe[Grade] = fact("Training code of the base model.", example="closed")
    encoder: Maybe[Grade] = fact("Training code of the encoders.", example="open")
    connector: Maybe[Grade] = fact("Training code of the connector.", example="open")


class Documents(Part):
    """Documentation, graded."""

    architecture: Maybe[Grade] = fact("The architecture is described.", example="open")
    hardware: Maybe[Grade] = fact("Hardware and compute are described.", example="partial")
    preprint: Maybe[Grade] = fact("A preprint or technical report exists.", example="open")
    paper: Maybe[Grade] = fact("A peer-reviewed paper exists.", example="closed")
    model_card: Maybe[Grade] = fact("A model card exists.", example="open")
    data_card: Maybe[Grade] = fact("A data card or datasheet exists.", example="closed")
    evaluation: Maybe[Grade] = fact("Evaluation results are published.", example="open")
    code: Maybe[Grade] = fact("The code is documented.", example="partial")


class Access(Part):
    """Ways to use the model, graded."""

    api: Maybe[Grade] = fact("A programming interface for anyone (partial: paid or by application).", example="partial")
    product: Maybe[Grade] = fact(
        "A service or app in which people use it (partial: paid, by invitation, or in some places).", example="partial"
    )
    package: Maybe[Grade] = fact("An installable package.", example="open")
    license: Maybe[Grade] = fact("The licences together (open: OSI-approved for every part).", example="partial")


class Openness(Part):
    """What can be had, per component; classes are derived from it, never typed in."""

    weights: Weights | None = Field(default=None, description="Parameters.")
    data: Data | None = Field(default=None, description="Training data.")
    code: Code | None = Field(default=None, description="Code.")
    documents: Documents | None = Field(default=None, description="Documentation.")
    access: Access | None = Field(default=None, description="Ways to use it.")


class LicenseLimits(Part):
    """A limit of use that the maker states beside the licence, as in a README."""

    says: str | None = fact("What the maker says, in a few words.", example="research preview, non-commercial use only")
    commercial: Commercial | None = fact("Commercial use under these words.", example="no")


class Price(Part):
    """What its publisher charges for the interface."""

    input: Maybe[float] = fact("Price of input.", unit="USD per million tokens", example=2.5)
    output: Maybe[float] = fact("Price of output.", unit="USD per million tokens", example=10.0)
    as_of: PartialDate | None = fact("Day of the page or commit in which the price stands.", example="2024-11")


class HostedPrice(Part):
    """What someone else charges who runs the open weights."""

    host: str = required("Who runs them.", example="DeepInfra")
    input: float | None = fact("Price of input.", unit="USD per million tokens", example=0.25)
    output: float | None = fact("Price of output.", unit="USD per million tokens", example=0.75)
    as_of: PartialDate | None = fact("Day of the page or commit in which the price stands.", example="2026-07")


class ModelFacts(Part):
    """What a release and each of its variants can say; a variant inherits what it does not set."""

    type: ModelType | None = fact("What kind of model it is.", example="multimodal-llm")
    family: str | None = note("The family that people name it by.", example="llama")
    developer: Maybe[list[str]] = fact("Who made it.", example=["Meta"])
    released: Maybe[PartialDate] = fact("First public release: announcement or weights.", example="2023-07-18")
    paper: Maybe[SourceRef] = fact("The paper or report that introduces it.", example="touvron-2023-llama-2")
    introduced: str | None = fact("What it brought that was new.", example="grouped-query attention in open weights")
    input: Maybe[list[Modality]] = fact("What it takes.", example=["text", "image"])
    output: Maybe[list[Modality]] = fact("What it makes.", example=["text"])
    domain: Maybe[list[Domain]] = fact("The fields it is made for.", example=["medical"])
    task: Maybe[list[Task]] = fact("What it does.", example=["image-understanding"])
    languages: Maybe[list[str]] = fact("The languages it is made for, in English.", example=["English", "Chinese"])
    mitigations: Maybe[list[TuningRef]] = fact(
        "Methods it uses against hallucination and other risks.", example=["rlhf-v"]
    )
    params: Maybe[Quantity] = fact("Parameters in all; often the round size.", unit="parameters", example="7B")
    exact_params: Maybe[Quantity] = fact(
        "Parameters in all, in as many digits as are known, where `params` is a round size.",
        unit="parameters",
        example=8030261248,
    )
    active_params: Maybe[Quantity] = fact("Parameters used for one token.", unit="parameters", example="13B")
    context: Maybe[Quantity] = fact("Longest context.", unit="tokens", example=4096)
    license: Maybe[LicenseRef] = fact("The stated licence of the weights.", example="llama-2-community")
    license_limits: LicenseLimits | None = Field(default=None, description="The maker's own words beside the licence.")
    backbone: Maybe[ModelRef] = fact("The language model inside.", example="vicuna-7b-v1.5")
    base: Maybe[ModelRef] = fact("The checkpoint it was tuned from.", example="llama-7b")
    connector: Maybe[list[Connector]] = fact("What joins the encoders to the language model.", example=["mlp"])
    connector_from: Maybe[ModelRef] = fact("The model whose connector it starts from.", example="blip-2")
    vision: Vision | None = Field(default=None, description="How it sees.")
    other_encoders: Maybe[list[ModelRef]] = fact("Encoders of other modalities.", example=["imagebind"])
    generators: Maybe[list[ModelRef]] = fact("Decoders of other modalities.", example=["stable-diffusion-1.5"])
    attention: Attention | None = Field(default=None, description="Attention, per size.")
    architecture: Architecture | None = Field(default=None, description="The rest of the anatomy.")
    training: Training | None = Field(default=None, description="How it was made.")
    openness: Openness | None = Field(default=None, description="What can be had, per component.")
    price: Price | None = Field(default=None, description="What the interface costs.")
    hosted: list[HostedPrice] | None = Field(default=None, description="What others charge who run the weights.")


class Variant(ModelFacts):
    """One size or tuning of a release; every field not set here is the release's."""

    id: Id = required("The variant's id.", example="llama-2-70b")
    name: str | None = note("Its own name, where it has one.", example="Llama 2 70B")
    aliases: list[str] = note("Other names.", example=["meta-llama/Llama-2-70b-hf"], default=[])
    partial: list[str] = note(PARTIAL, example=["training.stages.data"], default=[])


class Model(ModelFacts, Described):
    """One release."""

    variants: list[Variant] = Field(default=[], description="Its sizes and tunings.")
