"""How long it takes to read and validate all records, against CSafeLoader with the same classes."""

from __future__ import annotations

import sys
from pathlib import Path

from timing import BIN, ROOT, Command, ratios, report

PLAIN = """
import sys, pathlib, yaml
from mmkb.schema.fields import RECORDS
class Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers = {key: [(tag, regexp) for tag, regexp in pairs if not tag.endswith("timestamp")]
                               for key, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()}
for path in pathlib.Path(sys.argv[1]).glob("*/*.yaml"):
    RECORDS[path.parent.name].model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader))
"""
OURS = """
import sys, pathlib
from mmkb.corpus.files import sweep
from mmkb.corpus.read import read_file
data = pathlib.Path(sys.argv[1])
assert all(read_file(data, path).document for path in sweep(data))
"""


def main() -> None:
    """Print the ratios."""
    data: Path = ROOT / "data"
    python = BIN / Path(sys.executable).name
    commands: dict[str, Command] = {
        "CSafeLoader and the same classes": [python, "-c", PLAIN, str(data)],
        "mmkb's reader": [python, "-c", OURS, str(data)],
        "mmkb check, all rules": [BIN / "mmkb", "check", "--data", str(data)],
    }
    report("reading everything", ratios(commands, "CSafeLoader and the same classes", runs=5))


if __name__ == "__main__":
    main()
