"""Writing files: what was there stays, or the new is there whole; never half a file, never somebody else's.

Everything the house writes goes into a hidden file beside its target, is brought to the disk and then takes the target's
place by a rename. A symbolic link is followed and stays; a file that is replaced keeps its permissions and owner (a hard
link to it keeps the old content). Several files of one command are written all or, where that fails, none; a new
folder appears whole. A process that is killed can leave hidden files; they are removed by the next one that writes into the
folder. Signals that ask it to end wait for the steps that would leave something half done.
"""

from __future__ import annotations

from mmkb.writing.files import (
    beside,
    check_apart,
    check_target,
    failed,
    with_folders,
    write_file,
    write_files,
)
from mmkb.writing.folder import write_folder
from mmkb.writing.hidden import PREFIX

__all__ = [
    "PREFIX",
    "beside",
    "check_apart",
    "check_target",
    "failed",
    "with_folders",
    "write_file",
    "write_files",
    "write_folder",
]
