"""How long a question takes from the shell, as a user installs mmkb, against bare Python and peers in the same run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from timing import ROOT, Command, environment_with, ratios, report, wheel

PINNED = "typer==0.28.0"
IMAGES = "select rid from \"models.input\" where value = 'image'"
QUERY = f"select id, params, license, access from models where rid in ({IMAGES})"


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
    built = wheel()
    newest = environment_with("newest", "--force-reinstall", str(built))
    pinned = environment_with("pinned", "--force-reinstall", str(built), PINNED)
    peers = environment_with("peers", "sqlite-utils", "papis")
    (index,) = newest.parent.glob("lib/*/site-packages/mmkb/shipped/index.sqlite")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        configuration = papis_library(folder, 300)
        mmkb = newest / "mmkb"
        rows = folder / "rows.json"
        rows.write_bytes(subprocess.run([mmkb, "models", "--json"], cwd=folder, capture_output=True, check=True).stdout)
        commands: dict[str, Command] = {
            "python -c pass": [newest / "python", "-c", "pass"],
            "mmkb models input:image --json": [mmkb, "models", "input:image", "--json"],
            "the same with typer 0.28": [pinned / "mmkb", "models", "input:image", "--json"],
            "the same, parsed by typer": [mmkb, "models", "input:image", "-n0", "--json"],
            "mmkb models -n 5": [mmkb, "models", "-n", "5"],
            "mmkb models -f rich -n 20": [mmkb, "models", "-f", "rich", "-n", "20"],
            "mmkb show llama-2 --json": [mmkb, "show", "llama-2", "--json"],
            "mmkb table training-stages": [mmkb, "table", "training-stages"],
            "mmkb search lava": [mmkb, "search", "lava"],
            "mmkb search lamma, a typo": [mmkb, "search", "lamma"],
            "completion of an id": [
                "env",
                "_MMKB_COMPLETE=complete_bash",
                "COMP_WORDS=mmkb show llama-2-",
                "COMP_CWORD=2",
                mmkb,
            ],
            "mmkb --help": [mmkb, "--help"],
            "mmkb models --help": [mmkb, "models", "--help"],
            "mmkb --version": [mmkb, "--version"],
            "sqlite-utils query on the same index": [peers / "sqlite-utils", "query", index, QUERY],
            "papis list (300 documents)": [peers / "papis", "list", "--all", "models"],
        }
        if shutil.which("jq"):
            commands["jq on the same rows"] = ["jq", '.rows[] | select(.input | index("image"))', rows]
        if shutil.which("sqlite3"):
            commands["sqlite3 on the same index"] = ["sqlite3", index, QUERY]
        data = {"MMKB_DATA": str(ROOT / "data"), "XDG_CACHE_HOME": str(folder / "cache")}
        subprocess.run(
            [mmkb, "models", "-n", "1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=data
        )
        unchanged = [
            "env",
            *(f"{key}={value}" for key, value in data.items()),
            str(mmkb),
            "models",
            "input:image",
            "--json",
        ]
        commands[f"mmkb models input:image --json, a folder of {len(list((ROOT / 'data').glob('*/*.yaml')))} files"] = (
            unchanged
        )
        report("command", ratios(commands, "python -c pass", folder=folder, XDG_CONFIG_HOME=str(configuration)))


if __name__ == "__main__":
    main()
