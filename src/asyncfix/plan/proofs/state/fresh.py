"""Says, by the index alone, which local names of a function hold what it has made itself."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.plan.proofs.state.accesses import mixed_objects, own_objects
from asyncfix.plan.proofs.state.owned import HANDING, TAKING, WHOLE
from asyncfix.plan.proofs.state.units import units_of
from asyncfix.project.alone import parsed_alone
from asyncfix.project.inference import Inference, Named, object_name
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import (
    Attr,
    Called,
    Derived,
    Display,
    Either,
    Expr,
    Item,
    Joined,
    Literal,
    Mapped,
    Name,
    Part,
    Text,
    last_name,
    uncalled,
)

_DEEPEST = 6
_CACHING = frozenset({"functools.lru_cache", "functools.cache", "functools.cached_property"})
# Builtins that give what they are handed, or a part of it, or a collection of it.
_PASSING = frozenset(
    f"builtins.{name}"
    for name in (
        *("getattr", "vars", "max", "min", "next", "iter", "sorted", "reversed", "list", "tuple"),
        *("set", "dict", "enumerate", "zip", "filter"),
    )
)
_HOMES = frozenset(
    {"collections", "copy", "functools", "heapq", "itertools", "random", "types", "typing"}
)
_COLLECTING = frozenset(f"builtins.{name}" for name in ("sorted", "list", "tuple", "set", "dict"))


def root_of(expr: Expr) -> str:
    """The name that a chain of attributes, items and calls starts from; "" if it is no name."""
    while isinstance(expr, Attr | Item | Called | Derived):
        expr = expr.func if isinstance(expr, Called) else expr.base
    return expr.name if isinstance(expr, Name) else ""


def is_fresh(inference: Inference, definition: Definition, name: str, depth: int = 0) -> bool:
    """Whether all that a local name is bound to was made by the function, or by what it called."""
    module = definition.module
    bindings = module.scopes[definition.function.scope].bindings.get(name, ())
    made = bool(bindings) and all(
        binding.kind == "value" and _made(inference, definition, binding.value, depth)
        for binding in bindings
    )
    if made and not depth and any(_may_be_part(item.value) for item in bindings):
        return name in own_objects(parsed_alone(inference.project, definition)[0])
    return made


def holds_others(inference: Inference, definition: Definition, name: str, depth: int) -> bool:
    """Whether what a function has made may hold, so many items down, what was there before."""
    mixed = mixed_objects(parsed_alone(inference.project, definition)[0])
    return mixed.get(name, WHOLE) <= depth


def _may_be_part(expr: Expr) -> bool:
    """Whether an expression may give what is in something else."""
    if isinstance(expr, Called):
        return last_name(expr.func) in HANDING | TAKING
    return isinstance(expr, Name | Attr | Item | Derived | Part | Either)


def _made(inference: Inference, definition: Definition, expr: Expr, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    if isinstance(expr, Literal | Mapped | Text | Joined):
        return True
    if isinstance(expr, Either):
        return all(_made(inference, definition, item, depth + 1) for item in expr.options)
    if isinstance(expr, Called):
        return _given_anew(inference, definition, expr, depth)
    if isinstance(expr, Display):
        made = [item for item in expr.items if item is not None and not _is_kept(item)]
        return all(_made(inference, definition, item, depth) for item in made)
    if isinstance(expr, Derived):
        if expr.how in ("await", "div"):
            return True
        return _is_part(inference, definition, expr.base, depth)
    if isinstance(expr, Name):
        return is_fresh(inference, definition, expr.name, depth + 1)
    if isinstance(expr, Item) and isinstance(expr.base, Called):
        return _is_part(inference, definition, expr.base, depth)
    root = root_of(expr)
    return bool(root) and is_fresh(inference, definition, root, depth + 1)


def _is_kept(expr: Expr) -> bool:
    """Whether a comprehension keeps an item that it goes through: the list of those is new."""
    return isinstance(expr, Derived) and expr.how in ("iter", "aiter")


def _is_part(inference: Inference, definition: Definition, expr: Expr, depth: int) -> bool:
    """Whether what is in something is new: what is in a new list may have been there before."""
    if isinstance(expr, Called):
        callee = inference.value(definition.module, expr.func)
        if object_name(callee) in _COLLECTING:
            return _passes_new(inference, definition, expr, depth)
    return _made(inference, definition, expr, depth + 1)


def _passes_new(inference: Inference, definition: Definition, expr: Called, depth: int) -> bool:
    """Whether all that a call is handed is new, or not followed."""
    return all(
        not isinstance(item, Name | Attr | Item) or _made(inference, definition, item, depth + 1)
        for item in expr.args
    )


def _is_caching(inference: Inference, module: Module, decorator: Expr) -> bool:
    """Whether a decorator keeps what the function gives."""
    return object_name(inference.value(module, uncalled(decorator))) in _CACHING


def is_made(inference: Inference, definition: Definition, expr: Expr) -> bool:
    """Whether an expression of a function gives what it, or what it called, has made."""
    return _made(inference, definition, expr, 0)


def _given_anew(inference: Inference, definition: Definition, expr: Called, depth: int) -> bool:
    """Whether a call gives something new: not an item of a container, nor what is kept."""
    func = expr.func
    if isinstance(func, Attr) and func.name in TAKING:
        root = root_of(func)
        if not root or root in units_of(inference, definition):
            return True
        return is_fresh(inference, definition, root, depth + 1)
    value = inference.value(definition.module, func)
    if not isinstance(value, Named):
        return True
    if value.name == "builtins.globals":
        return False
    if (value.name in _PASSING and value.name not in _COLLECTING) or _hands(value.name):
        return _passes_new(inference, definition, expr, depth)
    path = definition.module.path
    givers = inference.functions(value, path) or _makers(inference, value.name, path)
    return not any(_keeps(inference, giver, depth) for giver in givers)


def _hands(name: str) -> bool:
    """Whether a function of Python's own gives what is in what it is handed."""
    home, _, last = name.rpartition(".")
    return home in _HOMES and last in HANDING


def _makers(inference: Inference, name: str, path: str) -> Iterator[Definition]:
    """What of the project gives the objects of a class: each time a new one, or one that it has."""
    owner = inference.class_named(name, path)
    if owner is None:
        return
    yield from inference.method(name, "__new__", path)
    for ancestor in lineage(inference, *owner):
        module = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if module is None or isinstance(ancestor, str):
            continue
        if (metaclass := module.classes[ancestor[1]].metaclass) is not None:
            meta = object_name(inference.value(module, metaclass))
            yield from inference.method(meta, "__call__", module.path)


def keeps_results(inference: Inference, definition: Definition) -> bool:
    """Whether a function runs once for all who ask for the same."""
    decorators = definition.function.decorators
    return any(_is_caching(inference, definition.module, item) for item in decorators)


def _keeps(inference: Inference, giver: Definition, depth: int) -> bool:
    """Whether what a function gives lives on elsewhere: in a module, an object or a cache."""
    function = giver.function
    if keeps_results(inference, giver):
        return True
    return any(
        returned is not None and not _made(inference, giver, returned, depth + 1)
        for returned in (*function.returned, *function.yielded)
    )
