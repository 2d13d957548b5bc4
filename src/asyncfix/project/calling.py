"""What library functions do with what they are handed: call it, enter it, or go through it."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.project.summary import Call
from asyncfix.project.terms import Called, Either, Expr

_CALLING = {"functools.reduce": 0, "re.sub": 1}
"""Functions that call one of their arguments, by its position."""
LATER = {
    "builtins.map": 0,
    "builtins.filter": 0,
    "itertools.starmap": 0,
    "itertools.takewhile": 0,
    "itertools.dropwhile": 0,
}
"""The same, but where what they give is iterated over."""
_SORTING = frozenset(
    {"builtins.sorted", "builtins.min", "builtins.max", "builtins.list.sort", "itertools.groupby"}
)
"""Functions that call their argument `key`."""
_HOOKS = ("default", "object_hook", "object_pairs_hook", "parse_float", "parse_int", "cls")
_HOOKED = frozenset(
    f"json.{name}" for name in ("dump", "dumps", "load", "loads", "JSONEncoder", "JSONDecoder")
)
"""Functions that call their arguments of those names, of `cls` an object's methods."""
LEAVING = frozenset(
    {
        *(f"contextlib.ExitStack.{name}" for name in ("callback", "push")),
        *(f"contextlib.AsyncExitStack.{name}" for name in ("callback", "push")),
        *(f"contextlib.AsyncExitStack.push_async_{name}" for name in ("callback", "exit")),
    }
)
"""Methods that have their argument called, or left, where a `with` ends."""
_FURTHER_BY_POSITION = {
    **{f"re.{name}": 1 for name in ("sub", "subn")},
    **{f"re.Pattern.{name}": 0 for name in ("sub", "subn")},
    **{f"heapq.{name}": 2 for name in ("nlargest", "nsmallest")},
    **dict.fromkeys(LEAVING, 0),
    "itertools.accumulate": 1,
    "itertools.filterfalse": 0,
    "collections.defaultdict": 0,
    "os.walk": 2,
    "shutil.rmtree": 2,
    "shutil.copytree": 3,
    "urllib.request.urlretrieve": 2,
}
_FURTHER_BY_NAME = {
    "key": frozenset(f"heapq.{name}" for name in ("nlargest", "nsmallest", "merge")),
    "repl": frozenset(f"re.{name}" for name in ("sub", "subn", "Pattern.sub", "Pattern.subn")),
    "opener": frozenset({"builtins.open", "io.open"}),
    "onerror": frozenset({"os.walk", "os.fwalk", "shutil.rmtree"}),
    "onexc": frozenset({"shutil.rmtree"}),
    "on_error": frozenset({"pathlib.Path.walk"}),
    "ignore": frozenset({"shutil.copytree"}),
    "copy_function": frozenset({"shutil.copytree", "shutil.move"}),
    "filter": frozenset(f"tarfile.TarFile.{name}" for name in ("add", "extract", "extractall")),
    "reporthook": frozenset({"urllib.request.urlretrieve"}),
}
"""Arguments that functions call at times, or later on."""
_NAMED = frozenset().union(*_FURTHER_BY_NAME.values())
_WITH_OWN = frozenset(
    name
    for name in (*_CALLING, *_FURTHER_BY_POSITION)
    if name.startswith(("re.", "os.", "urllib."))
) | {"shutil.copytree", "shutil.rmtree", "shutil.move", "tarfile.TarFile.add"}
"""Functions that hand what they made themselves to what they call: a match, an error, a name."""
ENTERING = frozenset(
    {"contextlib.ExitStack.enter_context", "contextlib.AsyncExitStack.enter_context"}
)
"""Methods that enter their argument."""
CONSUMING = frozenset(
    f"builtins.{name}"
    for name in (
        *("list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "any"),
        *("all", "next", "enumerate", "zip", "map", "filter", "str.join", "list.extend"),
        "dict.fromkeys",
    )
)
"""Functions that iterate over their arguments, now or where their own result is used."""
LAZY = frozenset(
    {
        *LATER,
        *(f"builtins.{name}" for name in ("enumerate", "zip", "iter")),
        *(f"itertools.{name}" for name in ("chain", "islice", "zip_longest", "pairwise")),
    }
)
"""Functions whose result goes through their arguments where it is gone through itself."""


ASKING = {
    **{"builtins.len": ("__len__",), "builtins.str": ("__str__",), "builtins.int": ("__int__",)},
    "builtins.bool": ("__bool__", "__len__"),
}
"""Functions that call a method of their argument: the first of these that it has."""


def calls_argument(name: str) -> bool:
    """Whether the function of that name calls what it is handed."""
    return name in _CALLING or name in LATER or name in _SORTING or name in _HOOKED


def calls_with_own(name: str) -> bool:
    """Whether the function of that name hands only what it makes itself to what it calls."""
    return name in _WITH_OWN


def may_call(name: str, call: Call | Called) -> Iterator[Expr]:
    """The arguments of a call that the function of that name calls, if only at times."""
    yield from callbacks(name, call)
    position = _FURTHER_BY_POSITION.get(name)
    if position is not None and len(call.args) > position:
        yield call.args[position]
    if name == "builtins.iter" and len(call.args) > 1:
        yield call.args[0]
    yield from (value for key, value in call.keywords if name in _FURTHER_BY_NAME.get(key, ()))


def may_call_more(name: str, call: Call | Called) -> bool:
    """Whether a mapping of arguments (`**options`) may have one that the function calls."""
    mapped = any(key == "**" for key, _ in call.keywords)
    return mapped and (name in _SORTING or name in _HOOKED or name in _NAMED)


def callbacks(name: str, call: Call | Called) -> Iterator[Expr]:
    """The arguments of a call that the function of that name calls."""
    position = _CALLING.get(name, LATER.get(name))
    if position is not None and len(call.args) > position:
        yield call.args[position]
    if name in _SORTING:
        yield dict(call.keywords).get("key")
    yield from hooks(name, call)


def options_of(expr: Expr) -> Iterator[Expr]:
    """What an expression is one of: `a` and `b` for `a or b`."""
    if isinstance(expr, Either):
        for option in expr.options:
            yield from options_of(option)
    else:
        yield expr


def hooks(name: str, call: Call | Called) -> Iterator[Expr]:
    """The arguments by keyword that are called for what the library does not know."""
    if name in _HOOKED:
        yield from (value for keyword, value in call.keywords if keyword in _HOOKS)
