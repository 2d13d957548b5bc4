"""What the rules and tables of all packs say, read once by each process of the tests."""

from __future__ import annotations

from asyncfix import registry, tables

PACKS = registry.packs()
RULES = registry.rules(PACKS)
CATALOGUE = tables.load(path for pack in PACKS for path in pack.tables)
