"""Every key of the packs' tables has its place in the page for those who write them."""

import re
from pathlib import Path

import pytest

from asyncfix import entries, frameworks, remedies, runners, tables
from asyncfix.plan.clients.pool import Pool
from asyncfix.plan.twins.takers import Taker
from asyncfix.plan.twins.twin import Twin

PAGE = (Path(__file__).parents[2] / "codemods" / "README.md").read_text(encoding="utf-8")
NAMED = {word for code in re.findall(r"`([^`\n]+)`", PAGE) for word in re.findall(r"\w+", code)}
KEYS = {
    "sections": tuple(tables.SECTIONS),
    "callable": entries.Entry._fields,
    "class": entries.ClassEntry._fields,
    "result": entries.Result._fields,
    "per_thread": entries.PerThread._fields,
    "nonblocking": entries.Waiver._fields,
    "framework": frameworks.Framework._fields,
    "offload": runners.Offload._fields,
    "runner": runners.Runner._fields,
    "superseded": remedies.Superseded._fields,
    "shortcut": remedies.Shortcut._fields,
    "advice": remedies.Advice._fields,
    "mixture": remedies.Mixture._fields,
    "pool": Pool.__slots__,
    "twin": Twin.__slots__,
    "taker": Taker.__slots__,
}


@pytest.mark.parametrize("table", KEYS)
def test_each_key_is_named(table: str) -> None:
    assert [key for key in KEYS[table] if key not in NAMED and key != "name"] == []
