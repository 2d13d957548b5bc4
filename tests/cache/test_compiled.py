"""The catalogue that is kept beside its tables is what they say, and never what they said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from asyncfix import compiled, registry, tables
from asyncfix.catalogue import Catalogue
from asyncfix.errors import CatalogueError

TABLE = '[callable."a.b"]\nrule = "AF101"\n'


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    path = tmp_path / "library.toml"
    path.write_text(TABLE)
    return path


def load(tables: Sequence[Path]) -> Catalogue:
    """What a new process would load."""
    compiled.of_state.cache_clear()
    return compiled.load(tables)


def kept(table: Path) -> Path:
    (found,) = table.parent.glob("__pycache__/*.tables")
    return found


def test_all_that_tables_say_is_kept(table: Path) -> None:
    files = [file for pack in registry.packs() for file in pack.tables]
    first = load([table, *files])
    assert kept(table).stat().st_size
    assert first == load([table, *files]) == tables.load([table, *files])


@pytest.mark.parametrize("load", [load, compiled.load])
def test_a_table_that_changed_is_read_again(
    table: Path, load: Callable[[Sequence[Path]], Catalogue]
) -> None:
    assert set(load([table]).callables) == {"a.b"}
    table.write_text(TABLE.replace("a.b", "a.bc"))
    assert set(load([table]).callables) == {"a.bc"}
    table.write_text("[what]")
    with pytest.raises(CatalogueError):
        load([table])


@pytest.mark.parametrize("damage", [b"", b"nonsense"])
def test_what_is_damaged_counts_for_nothing(table: Path, damage: bytes) -> None:
    load([table])
    kept(table).write_bytes(damage)
    assert set(load([table]).callables) == {"a.b"}


def test_nothing_is_kept_where_python_keeps_nothing(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert load([table]).callables
    assert not (table.parent / "__pycache__").exists()


def test_a_folder_that_cannot_be_written_does_no_harm(table: Path) -> None:
    (table.parent / "__pycache__").write_text("a file")
    assert load([table]).callables
