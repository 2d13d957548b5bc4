"""The published projects that the tools are compared on: those of the corpus test, and more."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.projects import PROJECTS, Project, sources

MORE = (
    Project("aiohttp", "3.14.5"),
    Project("apache-airflow-core", "3.3.2"),
    Project("bentoml", "1.4.40"),
    Project("fastapi", "0.165.0"),
    Project("gradio", "6.31.0"),
    Project("mlflow", "3.18.0"),
    Project("starlette", "1.10.0"),
)


def pinned() -> list[Path]:
    """The folder of each project, in alphabetical order, downloaded at the first call."""
    return sorted(sources(project) for project in (*PROJECTS, *MORE))


def unpacked(folder: Path) -> list[Path]:
    """The projects that somebody has put into one folder."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] != ".")
