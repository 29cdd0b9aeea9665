"""How long a plain read takes, against bare Python, a minimal typer program, sqlite-utils and papis."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from timing import BIN, ROOT, Command, peers, ratios, report

from mmkb.corpus.files import sweep
from mmkb.corpus.place import Place
from mmkb.index.open import cache_path

ONE_ARGUMENT = "import typer\ndef main(name: str) -> None:\n    print(name)\ntyper.run(main)\n"


def papis_library(folder: Path, count: int) -> Path:
    """Write a papis library with `count` documents and a configuration for it; return the configuration's folder."""
    for number in range(count):
        document = folder / "library" / f"document-{number}"
        document.mkdir(parents=True)
        text = (
            f"ref: author{number}\ntitle: A paper on models {number}\nauthor: Author, A.\nyear: {1990 + number % 35}\n"
        )
        (document / "info.yaml").write_text(text, encoding="utf-8")
    configuration = folder / "config" / "papis"
    configuration.mkdir(parents=True)
    (configuration / "config").write_text(
        f"[library]\ndir = {folder / 'library'}\n[settings]\ndefault-library = library\n"
    )
    return folder / "config"


def main() -> None:
    """Print the ratios."""
    programs = peers("sqlite-utils", "papis")
    data = ROOT / "data"
    index = cache_path(Place(data, "bench"))
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.py"
        one.write_text(ONE_ARGUMENT, encoding="utf-8")
        configuration = papis_library(Path(folder), 300)
        images = "select rid from \"models.input\" where value = 'image'"
        query = f"select id, params, license, access from models where rid in ({images})"
        commands: dict[str, Command] = {
            "python -c pass": [BIN / "python", "-c", "pass"],
            "typer, one argument": [BIN / "python", one, "name"],
            f"mmkb models input:image --json ({len(sweep(data))} files)": [
                BIN / "mmkb",
                "models",
                "input:image",
                "--json",
            ],
            "mmkb --version": [BIN / "mmkb", "--version"],
            "sqlite-utils query on the same index": [programs / "sqlite-utils", "query", index, query],
            "papis list (300 documents)": [programs / "papis", "list", "--all", "models"],
        }
        subprocess.run([BIN / "mmkb", "models", "--data", data], stdout=subprocess.DEVNULL, check=True)
        report("command", ratios(commands, "python -c pass", MMKB_DATA=str(data), XDG_CONFIG_HOME=str(configuration)))


if __name__ == "__main__":
    main()
