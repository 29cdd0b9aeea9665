"""The wheel carries the data and a ready index: installed into an empty environment it answers, and writes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


def built(source: Path, folder: Path) -> Path:
    """Build the wheel of the checkout `source` into `folder`."""
    how = ["--quiet", "--no-deps", "--no-build-isolation", "--no-cache-dir", "-w", str(folder), str(source)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *how], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the built wheel; what it depends on is lent by the environment of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    wheel = built(ROOT, folder)
    environment = folder / "venv"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    target = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(target, check=True)
    lent = Path(next(path for path in sys.path if path.endswith("site-packages")))
    for package in lent.iterdir():
        if "mmkb" not in package.name and not (Path(site) / package.name).exists():
            (Path(site) / package.name).symlink_to(package)
    return environment


def ask(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [installed / "bin" / "mmkb", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
    )


def files_of(installed: Path) -> dict[Path, int]:
    (package,) = (installed / "lib").glob("python*/site-packages/mmkb")
    return {path: path.stat().st_mtime_ns for path in package.rglob("*") if "__pycache__" not in path.parts}


def test_answers_outside_the_checkout_and_writes_nothing(installed: Path, tmp_path: Path) -> None:
    before = files_of(installed)
    listing = ask(installed, tmp_path, "models", "id:llama-2", "-c", "id,license")
    assert (listing.returncode, listing.stderr) == (0, "")
    assert "llama-2-community" in listing.stdout
    assert "shipped with mmkb" in ask(installed, tmp_path, "where").stdout
    assert ask(installed, tmp_path, "check").returncode == 0
    assert files_of(installed) == before
    assert not (tmp_path / "home" / ".cache").exists()


def test_carries_every_record(installed: Path) -> None:
    (data,) = (installed / "lib").glob("python*/site-packages/mmkb/shipped/data")
    carried = {path.relative_to(data) for path in data.rglob("*.yaml")}
    assert carried == {path.relative_to(ROOT / "data") for path in (ROOT / "data").rglob("*.yaml")}


def test_two_builds_give_the_same_bytes(installed: Path, tmp_path: Path) -> None:
    """Neither where nor when a checkout was made shows in the wheel, nor where it is built."""
    checkout = tmp_path / "another/place"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "tests")
    shutil.copytree(ROOT, checkout, ignore=ignored, copy_function=shutil.copyfile)
    (first,) = installed.parent.glob("*.whl")
    second = built(checkout, tmp_path)
    with ZipFile(first) as one, ZipFile(second) as other:
        differing = [
            name for name in one.namelist() if name not in other.namelist() or one.read(name) != other.read(name)
        ]
        assert differing == []
    assert first.read_bytes() == second.read_bytes()


def test_carries_the_scripts_and_styles_of_the_pages(installed: Path) -> None:
    (site,) = (installed / "lib").glob("python*/site-packages/mmkb/site")
    source = ROOT / "src" / "mmkb" / "site"
    for folder in ("assets", "vendored"):
        assert {path.name for path in (site / folder).iterdir()} == {path.name for path in (source / folder).iterdir()}
