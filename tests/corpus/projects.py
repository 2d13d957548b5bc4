"""The published projects that the tool is tried on, and how to get their sources."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from asyncfix.cache import FOLDER

CACHE = Path(__file__).parents[2] / ".cache" / "corpus"


@dataclass(frozen=True, slots=True)
class Project:
    """One release, pinned."""

    name: str
    version: str


PROJECTS = (
    Project("litellm", "1.80.0"),
    Project("langflow-base", "1.13.0"),
    Project("prefect", "3.9.1"),
    Project("zenml", "0.98.0"),
    Project("open-webui", "0.5.20"),
    Project("discord.py", "2.7.1"),
    Project("open-interpreter", "0.4.3"),
)


def sources(project: Project) -> Path:
    """The folder with the project's Python files, downloaded at the first call. Do not write there.

    Raises:
        subprocess.CalledProcessError: The download failed.
    """
    folder = CACHE / f"{project.name}-{project.version}"
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        parts = Path(name, "parts")
        _unpack(_download(project, Path(name)), parts)
        parts.rename(folder)
    return folder


def _download(project: Project, folder: Path) -> Path:
    # A wheel is the sources without a build; any Python will do, for nothing is installed.
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"),
            *("--only-binary", ":all:", "--python-version", "3.12", "--dest", str(folder)),
            f"{project.name}=={project.version}",
        ],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def _unpack(wheel: Path, folder: Path) -> None:
    """Only the Python files: some wheels hold a hundred megabytes of web pages."""
    with zipfile.ZipFile(wheel) as archive:
        for item in archive.infolist():
            if item.filename.endswith(".py"):
                archive.extract(item, folder)


def copy(project: Project, folder: Path) -> Path:
    """A copy of the sources to work on, below the folder."""
    return Path(shutil.copytree(sources(project), folder / "tree"))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its relative path, but for what the tool keeps for itself."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and FOLDER not in path.parts
    }
