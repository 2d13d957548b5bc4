"""Every name in the tables exists in the library, and every twin is a coroutine function."""

from __future__ import annotations

import importlib
import inspect
import sys
from functools import reduce

import pytest

from asyncfix import tables
from asyncfix.errors import CatalogueError
from tests.catalogue import CATALOGUE, RULES

# Libraries that the tests do without.
OPTIONAL = {
    *(
        "fastapi_utils",
        "fastapi_restful",
        "asgiref",
        "asyncer",
        "aiofiles",
        "nest_asyncio",
    ),
    *("psycopg2", "psycopg", "pymysql", "pymongo"),
    *("aiohttp", "redis", "asyncpg", "sanic", "tornado"),
    *("discord", "litestar", "channels", "htmltools", "pydantic_settings"),
}
# What comes with newer versions of Python only.
NEWER = (
    *("asyncio.Barrier", "asyncio.TaskGroup", "asyncio.Timeout", "asyncio.timeout"),
    *("asyncio.Runner", "typing.assert_never", "datetime.UTC"),
)


def is_here(name: str) -> bool:
    """Whether the library of that name has to be there."""
    if sys.version_info < (3, 11) and name.startswith(NEWER):
        return False
    if sys.version_info < (3, 12) and name == "pathlib.Path.walk":
        return False
    return not any(name == each or name.startswith(f"{each}.") for each in OPTIONAL)


def resolve(name: str) -> object:
    """The object of a dotted name."""
    known = CATALOGUE.classes.get(name)
    if known is not None and known.passes_for and name.startswith(f"{known.passes_for}."):
        name = known.passes_for  # a kind of that class, which has no name of its own
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        return reduce(member, parts[size:], module)
    raise ModuleNotFoundError(name)


def member(owner: object, name: str) -> object:
    """An attribute of something, or of what it makes: `threading.Lock` is a function to some."""
    if not hasattr(owner, name) and callable(owner):
        owner = owner()
    return getattr(owner, name)


def known_names() -> list[str]:
    names = {
        *CATALOGUE.callables,
        *CATALOGUE.classes,
        *CATALOGUE.returns,
        *CATALOGUE.results,
        *CATALOGUE.objects,
        *CATALOGUE.objects.values(),
        *CATALOGUE.loops.values(),
        *CATALOGUE.offloads,
        *CATALOGUE.runners,
        *CATALOGUE.nesting,
        *CATALOGUE.spawns,
        *CATALOGUE.discards,
        *CATALOGUE.never_return,
        *CATALOGUE.lock_twins,
        *CATALOGUE.lock_twins.values(),
    }
    for framework in CATALOGUE.frameworks:
        names |= framework.classes | framework.constructors | framework.depends
        names |= framework.endpoint_classes | framework.forbidden_types
    return sorted(filter(is_here, names))


@pytest.mark.parametrize("name", known_names())
def test_the_name_exists(name: str) -> None:
    assert resolve(name) is not None


@pytest.mark.parametrize("name", CATALOGUE.results)
def test_what_a_result_is_stands_in_a_table(name: str) -> None:
    assert CATALOGUE.classes[CATALOGUE.results[name].gives].inherits


@pytest.mark.parametrize(
    "name",
    sorted({twin for entry in CATALOGUE.callables.values() for twin in entry.twins.values()}),
)
def test_the_twin_is_a_coroutine_function(name: str) -> None:
    assert inspect.iscoroutinefunction(resolve(name))


@pytest.mark.parametrize(
    ("name", "method"),
    [
        (name, method)
        for name, known in sorted(CATALOGUE.classes.items())
        for method in known.blocking
        if is_here(name)
    ],
)
def test_the_blocking_method_exists(name: str, method: str) -> None:
    assert hasattr(resolve(name), method)


@pytest.mark.parametrize(
    ("name", "method"),
    [
        (name, method)
        for name, known in sorted(CATALOGUE.classes.items())
        for method in sorted(known.awaitable)
        if is_here(name)
    ],
)
def test_the_awaitable_method_is_a_coroutine_function(name: str, method: str) -> None:
    assert inspect.iscoroutinefunction(inspect.unwrap(getattr(resolve(name), method)))


@pytest.mark.parametrize("name", sorted(filter(is_here, CATALOGUE.coroutines)))
def test_the_function_is_a_coroutine_function(name: str) -> None:
    assert inspect.iscoroutinefunction(resolve(name))


@pytest.mark.parametrize(
    "name", [name for name in sorted(CATALOGUE.classes) if is_here(name)], ids=str
)
def test_what_works_asynchronously_does_not_work_otherwise(name: str) -> None:
    known = CATALOGUE.classes[name]
    members = set(dir(resolve(name))) if known.async_context or known.async_iterable else set()
    if known.async_context:
        assert "__aenter__" in members
        assert "__enter__" not in members
    if known.async_iterable:
        assert "__aiter__" in members
        assert not {"__iter__", "__getitem__"} & members
    for method in known.async_iterators:
        assert inspect.isasyncgenfunction(getattr(resolve(name), method))


def test_every_entry_names_a_rule_that_has_a_page() -> None:
    entries = [*CATALOGUE.callables.values()]
    entries += [item for known in CATALOGUE.classes.values() for item in known.blocking.values()]
    assert {entry.rule for entry in entries} <= RULES.keys()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[callable."a.b"]\nrule = 1\n', "a.b.rule must be a text"),
        ('[callable."a.b"]\nunit = true\n', "a.b names no rule"),
        ('[callable."a.b"]\nrule = "AF101"\nspeed = 1\n', "a.b has an unknown key 'speed'"),
        ('[callable."a.b"]\nrule = "AF101"\nunit = "yes"\n', "a.b.unit must be true or false"),
        ('[callable."a.b"]\nrule = "AF101"\nnonblocking = 1\n', "must be a list of tables"),
        (
            '[callable."a.b"]\nrule = "AF101"\nnonblocking = [{ position = "1" }]\n',
            "a.b.nonblocking.position must be a number",
        ),
        (
            '[callable."a.b"]\nrule = "AF101"\nnonblocking = [{ values = [[]] }]\n',
            "a.b.nonblocking.values must be a list of texts, numbers, true or false",
        ),
        (
            '[callable."a.b"]\nrule = "AF101"\nnonblocking = [{ name = "x" }]\n',
            "a.b.nonblocking has an unknown key 'name'",
        ),
        (
            '[returns]\n"a.b" = "list[a.C]"\n',
            "returns has a wrong 'a.b': `list` is no dotted name of a class",
        ),
        (
            '[returns]\n"a.b" = "a.C[a.D]"\n',
            "returns has a wrong 'a.b': `a.C` is no container of which it is known what it holds",
        ),
        (
            '[class."a.B".returns]\nc = "builtins.list[a.C"\n',
            "a.B.returns has a wrong 'c': `builtins.list[a.C` is no dotted name of a class",
        ),
        (
            '[class."a.B".attributes]\nc = "builtins.dict[a.C]"\n',
            "attributes has a wrong 'c': `builtins.dict[a.C]` has to name keys and values",
        ),
        ('[class."a.B"]\nenter = "builtins.list[1]"\n', "a.B has a wrong 'enter': `1` is no"),
        ("[nonsense]\n", "unknown section [nonsense]"),
        ("thread_safe = 1\n", "thread_safe must be a list of texts"),
        ("[loops\n", "bad.toml: "),
        ('[offload."a.b"]\nposition = "first"\n', "a.b.position must be a number"),
        ('[offload."a.b"]\npasses = "some"\n', "a.b.passes must be 'all', 'positional' or 'none'"),
    ],
)
def test_a_wrong_table_is_named(tmp_path, text: str, problem: str) -> None:
    table = tmp_path / "bad.toml"
    table.write_text(text)
    with pytest.raises(CatalogueError) as raised:
        tables.load([table])
    assert problem in str(raised.value)
    assert str(raised.value).startswith("bad.toml: ")
