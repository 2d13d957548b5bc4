"""What the tables of twins say is so in the libraries, and a wrong table is named."""

from __future__ import annotations

import importlib
import inspect

import pytest
import sqlalchemy

from asyncfix.catalogue import Catalogue
from asyncfix.errors import CatalogueError
from asyncfix.plan.twins.chain_table import chains
from asyncfix.plan.twins.loading import loadings
from asyncfix.plan.twins.takers import takers
from asyncfix.plan.twins.twin import twins
from tests.catalogue import CATALOGUE

TWINS = twins(CATALOGUE)
CLASSES = sorted(name for name, twin in TWINS.items() if twin.awaited or twin.entered)


def resolve(name: str) -> object:
    """The object of a dotted name."""
    module, _, last = name.rpartition(".")
    return getattr(importlib.import_module(module), last)


@pytest.mark.parametrize("name", [name for name in TWINS if TWINS[name].to])
def test_the_twin_exists(name: str) -> None:
    assert resolve(name) is not None and resolve(TWINS[name].to) is not None


@pytest.mark.parametrize("name", CLASSES)
def test_the_members_are_as_the_table_says(name: str) -> None:
    twin = TWINS[name]
    old, new = resolve(name), resolve(twin.to)
    awaited = {*twin.awaited, *twin.renamed.values()}
    members = (inspect.unwrap(getattr(new, member)) for member in awaited)  # some are deprecated
    assert all(inspect.iscoroutinefunction(member) for member in members)
    assert not any(inspect.iscoroutinefunction(getattr(new, item, None)) for item in twin.same)
    assert {*twin.awaited, *twin.entered, *twin.renamed} <= {*dir(old)}
    assert {*twin.entered} <= {*dir(new)}
    assert not {*twin.refused} & {*twin.awaited, *twin.entered, *twin.same}
    assert {*twin.reading, *twin.consuming} <= twin.awaited
    assert {twin.closes, twin.settles, twin.gathered} - {""} <= twin.awaited
    assert {*twin.merged.values()} <= {*dir(new)} and twin.foreign <= twin.same
    if twin.context:
        assert hasattr(new, "__aenter__") and not hasattr(new, "__enter__")


@pytest.mark.parametrize("name", [name for name in TWINS if TWINS[name].arguments])
def test_the_arguments_are_as_the_table_says(name: str) -> None:
    twin = TWINS[name]
    assert not twin.arguments & twin.unlike.keys()
    assert {*twin.positional} <= twin.arguments
    for old, new in twin.urls.items():
        assert old.partition("+")[0] == new.partition("+")[0]
        assert new in twin.packages


def test_the_steps_of_a_chain_are_methods_of_the_new_query() -> None:
    for name, chain in chains(CATALOGUE).items():
        assert {*chain.steps, *chain.ends} <= {*dir(resolve(name)), "filter", "where"}
        assert {*chain.steps.values(), *chain.plain} <= {*dir(sqlalchemy.Select)}
        assert {*chain.repeating, *chain.narrowing} <= chain.steps.keys()


def test_what_is_handed_an_object_exists() -> None:
    for name in takers(CATALOGUE):
        owner = name.rpartition(".")[0]
        known = owner if owner.rpartition(".")[2][:1].isupper() else name
        assert resolve(known) is not None


def test_the_loaders_exist() -> None:
    for loading in loadings(CATALOGUE):
        for name in {loading.loader, *loading.relations, *loading.withheld, *loading.selects}:
            assert resolve(name) is not None


@pytest.mark.parametrize(
    ("section", "table", "problem"),
    [
        ("twins", {"speed": 1}, "twin a.B has an unknown key 'speed'"),
        ("twins", {"awaited": ["x"]}, "names neither a twin nor a reason for having none"),
        ("twins", {"to": "a.C", "awaited": "x"}, "twin a.B: awaited must be a list of texts"),
        ("twins", {"to": "a.C", "context": 1}, "twin a.B: context must be true or false"),
        ("takers", {"speed": 1}, "taker a.B has an unknown key 'speed'"),
        ("takers", {"runner": 1}, "taker a.B: runner must be a text"),
        ("chains", {"base": 1}, "chain a.B: base must be a text"),
        ("chains", {"ends": {"all": 1}}, "chain a.B: ends.all must be a list of tables"),
        ("loading", {"loader": 1}, "loading a.B: loader must be a text"),
    ],
)
def test_a_wrong_table_is_named(section: str, table: dict[str, object], problem: str) -> None:
    catalogue = Catalogue(**{section: {"a.B": table}})
    with pytest.raises(CatalogueError) as raised:
        for read in (twins, takers, chains, lambda known: list(loadings(known))):
            read(catalogue)
    assert problem in str(raised.value)
