"""`mmkb completion`: the script by which a shell completes commands, options, fields and values."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.help import text
from mmkb.commands.shared import CURATE

SHELLS = ("bash", "zsh", "fish")


def answer(shell: str = "bash") -> str:
    """Return the script for `shell`."""
    return text(f"completion.{shell}")


COMMAND = Command(
    "completion",
    CURATE,
    "Print the script that completes commands, options, fields, field:value and ids in a shell.",
    answer,
    returns="text",
    asks="nothing",
    parameters=(Parameter("shell", "text", "The shell.", default="bash", choices=SHELLS),),
    examples=[
        "mmkb completion bash >> ~/.bashrc",
        'eval "$(mmkb completion bash)"',
        "mmkb completion fish > mmkb.fish",
    ],
)
