"""The example of the authoring page keeps the rules of that page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from mmkb.corpus.check import check

ROOT = Path(__file__).parents[1]


def test_the_example_passes_check(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```", (ROOT / "docs/authoring.md").read_text(), re.MULTILINE | re.DOTALL)
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    (data / "models/llama-2.yaml").write_text(example)
    assert check(data, paths=["models/llama-2.yaml"]) == []
    (data / "models/llama-2.yaml").write_text(example.replace("attention, training.stages", "training.stages"))
    assert [finding.code for finding in check(data, paths=["models/llama-2.yaml"])] != []
