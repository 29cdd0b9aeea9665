"""The closed vocabularies, each with the meaning of its words."""

from __future__ import annotations

from typing import Literal

Modality = Literal[
    "text",
    "code",
    "table",
    "document",
    "image",
    "video",
    "audio",
    "speech",
    "depth",
    "thermal",
    "3d",
    "motion",
    "action",
    "box",
    "mask",
    "point",
    "embedding",
    "label",
]
MODALITIES = {
    "text": "natural language",
    "code": "program text, where the source names it apart from text",
    "table": "structured tables, where the source names them apart from text",
    "document": "page images read for their layout and text; an interface that takes PDF files is none for that",
    "image": "still pictures",
    "video": "moving pictures, or several frames read as one",
    "audio": "sound of any kind, music included",
    "speech": "spoken language, where the source names it apart from audio",
    "depth": "depth maps",
    "thermal": "infrared pictures",
    "3d": "point clouds, meshes and scenes",
    "motion": "inertial signals and body motion",
    "action": "commands to a robot, a program or a screen",
    "box": "bounding boxes",
    "mask": "segmentation masks",
    "point": "points in a picture",
    "embedding": "a vector for use by another model (output only)",
    "label": "one of a fixed list of classes (output only)",
}

Domain = Literal[
    "general", "medical", "documents", "charts", "remote-sensing", "driving", "robotics", "mathematics", "science",
    "code", "agents",
]  # fmt: skip
DOMAINS = {
    "general": "no field of its own",
    "medical": "medicine and biology of people",
    "documents": "scanned pages, forms and texts in pictures",
    "charts": "charts and tables in pictures",
    "remote-sensing": "pictures of the earth from above",
    "driving": "traffic and vehicles",
    "robotics": "robots and bodies that act",
    "mathematics": "mathematics and geometry",
    "science": "the natural sciences",
    "code": "programs",
    "agents": "screens, programs and tools that a model operates",
}

Task = Literal[
    "text-generation", "image-understanding", "grounding", "segmentation", "ocr", "video-understanding", "audio-understanding",
    "speech-understanding", "speech-generation", "3d-understanding", "image-generation", "video-generation",
    "audio-generation", "embedding", "control", "coding",
]  # fmt: skip
TASKS = {
    "text-generation": "text in, text out: answering, writing, reasoning",
    "image-understanding": "captions, answers and descriptions from pictures",
    "grounding": "boxes or points for what is spoken of",
    "segmentation": "masks for what is spoken of",
    "ocr": "reading text in pictures",
    "video-understanding": "captions and answers from films",
    "audio-understanding": "captions and answers from sound",
    "speech-understanding": "speech in, text out",
    "speech-generation": "speaks",
    "3d-understanding": "answers from point clouds, depth and scenes",
    "image-generation": "makes or changes pictures",
    "video-generation": "makes films",
    "audio-generation": "makes sound or music",
    "embedding": "vectors for search, sorting or other models",
    "control": "commands to a robot, a program or a screen",
    "coding": "writes programs",
}

ModelType = Literal[
    "language-model",
    "multimodal-llm",
    "vision-language-model",
    "vision-language-encoder",
    "vision-encoder",
    "audio-encoder",
    "speech-model",
    "generator",
]
MODEL_TYPES = {
    "language-model": "text in, text out",
    "multimodal-llm": "a large language model that takes or makes other modalities too",
    "vision-language-model": "image and text in one model that is no large language model",
    "vision-language-encoder": "embeds images and texts in one space, as CLIP does",
    "vision-encoder": "embeds or labels images",
    "audio-encoder": "embeds or labels sound",
    "speech-model": "recognises, translates or makes speech",
    "generator": "makes images, video or sound",
}

Connector = Literal[
    "linear",
    "mlp",
    "q-former",
    "resampler",
    "cross-attention",
    "convolution",
    "pooling",
    "pixel-shuffle",
    "adapter",
    "discrete-tokens",
    "none",
]
CONNECTORS = {
    "linear": "one linear projection",
    "mlp": "a projection of two or more layers",
    "q-former": "a transformer of learned queries trained with image-text objectives, as in BLIP-2",
    "resampler": "learned queries that cross-attend to the features: perceiver resampler, visual abstractor",
    "cross-attention": "layers inside the language model that attend to visual features, as in Flamingo",
    "convolution": "a convolutional projection",
    "pooling": "average or adaptive pooling of visual tokens",
    "pixel-shuffle": "neighbouring tokens stacked along the channels",
    "adapter": "adapters or learned prompts inside the language model",
    "discrete-tokens": "a tokenizer turns the input into entries of the vocabulary",
    "none": "patches or features enter the language model without a module between",
}

Trainability = Literal["scratch", "full", "partial", "lora", "adapter", "frozen", "absent"]

TRAINABILITY_GROUPS = {
    "trained": ("scratch", "full", "partial", "lora", "adapter"),
    "untrained": ("frozen", "absent"),
}
"""Words of a query that stand for several."""

State = Literal["cited", "inferred", "read"]

Commercial = Literal["yes", "conditional", "no"]

Grade = Literal["open", "partial", "closed"]

Effect = Literal["duty", "prohibition", "right", "permission", "power", "definition", "exemption", "schedule"]
EFFECTS = {
    "duty": "somebody has to do something",
    "prohibition": "nobody may do it",
    "right": "somebody can demand something",
    "permission": "it is allowed, under conditions",
    "power": "an authority can act",
    "definition": "says what falls under other rules",
    "exemption": "says what other rules leave out",
    "schedule": "says from when other rules apply",
}

Party = Literal["provider", "deployer", "gpai-provider", "systemic-provider", "controller", "anyone"]
PARTIES = {
    "provider": "who develops an AI system and places it on the market under its name",
    "deployer": "who uses an AI system in its work",
    "gpai-provider": "who places a general-purpose AI model on the market",
    "systemic-provider": "who places a general-purpose AI model with systemic risk on the market",
    "controller": "who decides why and how personal data are processed",
    "anyone": "everybody",
}

Pitfall = Literal[
    "same-name",
    "contamination",
    "metric",
    "judge",
    "shortcut",
    "protocol",
    "noise",
    "labels",
    "language",
    "drift",
    "aggregate",
    "scope",
    "input",
    "saturation",
    "selection",
]
PITFALLS = {
    "same-name": "several splits, subsets, versions or measures are printed under one name",
    "contamination": "its items, answers, pictures or near copies are in public text or in training data",
    "metric": "the rule of counting misses right answers, rewards wording, or has no common scale",
    "judge": "a model or person grades, whose version and taste move the value",
    "shortcut": "answers can be had without the ability: from text alone, one frame, bias, refusing",
    "protocol": "prompt, shots, reasoning, tools or the way of answering move the value",
    "noise": "so few items that some points of difference are chance",
    "labels": "questions or keys are wrong, ambiguous, or made by rules or models",
    "language": "one language or culture, or a translation, or languages that cannot be averaged",
    "drift": "items, versions, labels or judges change or vanish, so that values of different years differ",
    "aggregate": "one number over parts that differ in kind, size or level of chance",
    "scope": "it tests less than its name says",
    "input": "resolution, frames, length or what is cut decides",
    "saturation": "models are near the ceiling or the level of people",
    "selection": "its items were chosen against certain models, or to suit them",
}
