"""What a command is and what its parameters are. Plain classes: declaring a command imports nothing."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal

    Type = Literal[
        "text", "words", "query", "names", "integer", "number", "quantity", "quantities", "size", "flag", "path"
    ]
    Asks = Literal["index", "folder", "nothing"]
    Returns = Literal[
        "table", "picture", "report", "pages", "tree", "references", "findings", "document", "server", "site", "text"
    ]


class Parameter:
    """One argument (no flags) or option.

    `type` says what a door makes of the words it was given: `text` one word as it is; `words` all the words; `query` all
    the words as one query; `names` words joined by commas, the option repeatable; `integer`, `number`, `quantity`
    (`128k`), `quantities` several of them like `names`; `size` a number of bytes (`24GiB`); `flag` yes or no; `path` a file
    or folder. `choices` are the only words allowed, `least` the least number.
    `complete` names what a shell completes: see `cli/complete.py`.
    """

    __slots__ = ("choices", "complete", "default", "flags", "help", "least", "metavar", "name", "required", "type")

    def __init__(
        self,
        name: str,
        type_: Type,
        help_: str,
        *flags: str,
        default: object = None,
        required: bool = False,
        choices: Sequence[str] = (),
        least: float | None = None,
        metavar: str = "",
        complete: str = "",
    ) -> None:
        self.name = name
        self.type = type_
        self.help = help_
        self.flags = flags
        self.default = default
        self.required = required
        self.choices = choices
        self.least = least
        self.metavar = metavar or ("|".join(choices) if choices else name.upper())
        self.complete = complete

    @property
    def called(self) -> str:
        """Return how people call it: an option by its long flag, an argument by its placeholder."""
        return next((flag for flag in self.flags if flag.startswith("--")), self.metavar)

    @property
    def typed(self) -> str:
        """Return how an error calls it: by all its flags, since any may have been typed."""
        return "/".join(sorted(self.flags, key=len)) or (self.name.upper() if self.choices else self.metavar)

    @property
    def repeats(self) -> bool:
        """Return whether a door collects several words for it."""
        return self.type in ("words", "query", "names", "quantities")


class Command:
    """One operation: how it is called and explained, what it takes, what it returns, and the function that answers.

    `answer` is called with what the command `asks` for (an open index, a data folder, or nothing), then with the
    parameters by name. `handed_on` are the parameters that belong to the door: where the answer goes, and how it looks.
    `drawn` are the columns that a picture of the answer takes where none are asked for.
    """

    __slots__ = (
        *("answer", "asks", "drawn", "examples", "handed_on", "more", "name", "panel", "parameters", "returns"),
        "summary",
    )

    def __init__(
        self,
        name: str,
        panel: str,
        summary: str,
        answer: Callable[..., object],
        *,
        returns: Returns,
        parameters: Sequence[Parameter] = (),
        handed_on: Sequence[Parameter] = (),
        examples: Sequence[str],
        more: str = "",
        asks: Asks = "index",
        drawn: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.panel = panel
        self.summary = summary
        self.answer = answer
        self.returns = returns
        self.parameters = tuple(parameters)
        self.handed_on = tuple(handed_on)
        self.examples = tuple(examples)
        self.more = more
        self.asks = asks
        self.drawn = tuple(drawn)

    @property
    def everything(self) -> tuple[Parameter, ...]:
        """Return the command's own parameters, then those of the door."""
        return (*self.parameters, *self.handed_on)
