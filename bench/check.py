"""How long it takes to read and validate all records, against CSafeLoader with the same classes and against other checkers.

check-jsonschema gets our JSON Schema of models, yamale a schema of three keys, since it cannot say more of such records.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from timing import BIN, ROOT, Command, environment_with, ratios, report

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
assert all(read_file(data, path).document for path in sweep(data) if path.startswith(sys.argv[2]))
"""
THREE_KEYS = "id: str()\nname: str()\nsummary: str(required=False)\n"
READER = "mmkb's reader, models alone"


def beside_checkers(data: Path, python: Path) -> None:
    """Print what other checkers take for the models; say so when they cannot be installed."""
    try:
        peers = environment_with("checkers", "check-jsonschema", "yamale")
    except subprocess.CalledProcessError:
        print("check-jsonschema and yamale are left out: they could not be installed", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as name:
        ours, three = Path(name) / "models.schema.json", Path(name) / "three.yaml"
        ours.write_bytes(subprocess.run([BIN / "mmkb", "schema", "models"], capture_output=True, check=True).stdout)
        three.write_text(THREE_KEYS, encoding="utf-8")
        files = sorted((data / "models").glob("*.yaml"))
        commands: dict[str, Command] = {
            READER: [python, "-c", OURS, str(data), "models/"],
            "check-jsonschema with our schema": [peers / "check-jsonschema", "--schemafile", ours, *files],
            "yamale, three keys": [peers / "yamale", "-x", "-n", "1", "-s", three, data / "models"],
        }
        report(f"{len(files)} files of models", ratios(commands, READER, runs=3))


def main() -> None:
    """Print the ratios."""
    data: Path = ROOT / "data"
    python = BIN / Path(sys.executable).name
    commands: dict[str, Command] = {
        "CSafeLoader and the same classes": [python, "-c", PLAIN, str(data)],
        "mmkb's reader": [python, "-c", OURS, str(data), ""],
        "mmkb check, all rules": [BIN / "mmkb", "check", "--data", str(data)],
    }
    report("reading everything", ratios(commands, "CSafeLoader and the same classes", runs=5))
    beside_checkers(data, python)


if __name__ == "__main__":
    main()
