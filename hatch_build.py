"""Puts the data and a ready-built index into the wheel."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the index from `data/` with the package's own code, before the wheel is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add `mmkb/shipped/` to the wheel; an editable install reads the checkout's `data/` instead."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from mmkb.index.open import build_file

        self._folder = tempfile.TemporaryDirectory()
        index = Path(self._folder.name) / "index.sqlite"
        build_file(root / "data", index)
        build_data["force_include"][str(index)] = "mmkb/shipped/index.sqlite"
        build_data["force_include"][str(root / "data")] = "mmkb/shipped/data"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the folder that held the index."""
        if version != "editable":
            self._folder.cleanup()
