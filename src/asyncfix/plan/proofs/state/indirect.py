"""Spells out uses of objects that code makes by functions: `setattr`, `operator.setitem`, methods
that are named before they are called or are handed over, `vars(…).update(…)`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import lru_cache
from typing import NamedTuple

from asyncfix.plan.proofs.state.accesses import Access, access_of, accesses, nodes_of
from asyncfix.plan.proofs.state.moving import spellings
from asyncfix.plan.proofs.state.owned import DATA_METHODS, MUTATORS
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Ref, name_of
from asyncfix.project.summary import Module
from asyncfix.project.terms import Called, Constant, Expr, Text
from asyncfix.project.view import FunctionNode

_ATTRIBUTES: Mapping[str, ast.expr_context] = {
    **{"builtins.setattr": ast.Store(), "builtins.object.__setattr__": ast.Store()},
    **{"builtins.delattr": ast.Del(), "builtins.object.__delattr__": ast.Del()},
}
_ITEMS: Mapping[str, str] = {
    **{"setitem": "__setitem__", "delitem": "__delitem__", "getitem": "get"},
    **{"contains": "get", "countOf": "count", "indexOf": "index"},
    **{
        name: "__iadd__"
        for name in dir(operator)
        if name[:1] == "i" and f"__{name}__" in dir(operator)
    },
    "iconcat": "__iadd__",
}
_GETTERS = ("operator.attrgetter", "operator.itemgetter")
_PLAIN = ("dict", "list", "set", "bytearray")
WRITERS = frozenset(
    {
        *_ATTRIBUTES,
        *(f"operator.{name}" for name, method in _ITEMS.items() if method.startswith("__")),
        *(f"builtins.{kind}.{name}" for kind in _PLAIN for name in MUTATORS),
    }
)
"""Functions that change what they are given first."""
_NAMES = frozenset(name.rpartition(".")[2] for name in WRITERS) | _ITEMS.keys() | DATA_METHODS
_READING = "builtins.getattr"

ANY = "__any__"
"""The name of an attribute that may be any."""


class _Place(NamedTuple):
    """The code that is looked at; `named` are the local names of methods that change something.

    `alone` are the calls of which nobody takes the result.
    """

    inference: Inference
    module: Module
    scope: int
    named: Mapping[str, ast.Attribute]
    alone: frozenset[ast.expr] = frozenset()


def indirect(
    inference: Inference,
    module: Module,
    scope: int,
    function: FunctionNode,
    own: frozenset[str],
    outer: frozenset[str],
) -> Iterator[Access]:
    """The uses of what is not in `own` by way of functions; `outer` are names of outer scopes.

    Where any attribute may be set, those are meant that the code itself uses; where any may be
    read, those that it sets.
    """
    nodes = nodes_of(function)
    alone = frozenset(part.value for part in nodes if isinstance(part, ast.Expr))
    place = _Place(inference, module, scope, _named_methods(nodes), alone)
    called = {part.func for part in nodes if isinstance(part, ast.Call)}
    for part in nodes:
        if not isinstance(part, ast.Call | ast.Subscript):
            continue
        for used in _spelled_out(place, part):
            if not isinstance(used, ast.Attribute) or used.attr != ANY:
                yield from access_of(used, own, outer)
                continue
            owner, reads = ast.unparse(used.value), isinstance(used.ctx, ast.Load)
            if reads and part in called:  # `getattr(self, name)()` is a method
                continue
            for item in access_of(used, own, outer) if isinstance(part, ast.Call) else ():
                yield item._replace(base=f"getattr({owner}, …)")
            for item in accesses(function, own, outer):
                node = item.node if not item.key and (item.writes or not reads) else None
                if isinstance(node, ast.Attribute) and ast.unparse(node.value) == owner:
                    node = ast.copy_location(copy(node), part)
                    yield Access(item.base, "", part.lineno, not reads, node)


def _named_methods(nodes: Sequence[ast.AST]) -> Mapping[str, ast.Attribute]:
    """The names that code gives to methods which change something: `push = items.append`."""
    return {
        target.id: node.value
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute)
        for target in node.targets
        if isinstance(target, ast.Name) and node.value.attr in MUTATORS
    }


def _spelled_out(place: _Place, call: ast.Call | ast.Subscript) -> Iterator[ast.expr]:
    """What a call uses by way of a function, as code that does so by itself; or what an item of
    `vars(x)` stands for."""
    if isinstance(call, ast.Subscript):
        owner = None if isinstance(call.slice, ast.Constant) else _whose_attributes(call.value)
        if owner is not None:
            yield ast.copy_location(ast.Attribute(owner, ANY, call.ctx), call)
        return
    yield from _done(place, call, call.func, call.args)
    for number, given in enumerate(call.args):
        yield from _done(place, call, given, call.args[number + 1 :], handed=True)
    for keyword in call.keywords:
        yield from _done(place, call, keyword.value, (), handed=True)
    if isinstance(call.func, ast.Attribute) and call.func.attr in ("update", "__ior__"):
        owner = _whose_attributes(call.func.value)
        if owner is not None:
            names = [item.arg for item in call.keywords] + [
                key.value if isinstance(key, ast.Constant) else None
                for given in call.args
                for key in (given.keys if isinstance(given, ast.Dict) else (None,))
            ]
            yield from (_attribute(call, owner, name, ast.Store()) for name in names)


def _done(
    place: _Place, call: ast.Call, func: ast.expr, args: Sequence[ast.expr], handed: bool = False
) -> Iterator[ast.expr]:
    """What a function does with the arguments, if it is one of those that are known."""
    if isinstance(func, ast.Name) and func.id in place.named:
        yield _method(call, place.named[func.id], args)
    elif handed and isinstance(func, ast.Attribute) and func.attr in MUTATORS:
        if not _is_ours(place, func):
            yield _method(call, func, args)
    elif args and _may_be_known(place, func):
        yield from _by_function(place, call, func, args)
    elif isinstance(func, ast.Call) and args:
        yield from _by_getter(place, call, describe(func, place.scope), args[0])


def _may_be_known(place: _Place, func: ast.expr) -> bool:
    """Whether it is worth while to ask what a function is."""
    if isinstance(func, ast.Attribute):
        known = place.inference.catalogue
        return func.attr in _NAMES | _last_names(known.changes_first, *known.stands_for)
    if not isinstance(func, ast.Name):
        return False
    bindings = place.inference.lookup(place.module, place.scope, func.id)
    if bindings is None:
        return func.id in _NAMES or func.id == "getattr"
    return any(item.kind in ("import", "value") for item in bindings)


@lru_cache
def _last_names(names: frozenset[str], *more: str) -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in {*names, *more})


def _by_function(
    place: _Place, call: ast.Call, func: ast.expr, args: Sequence[ast.expr]
) -> Iterator[ast.expr]:
    name = name_of(place.inference.value(place.module, describe(func, place.scope)))
    if name in _ATTRIBUTES:
        attribute = args[1] if len(args) > 1 else None
        known = attribute.value if isinstance(attribute, ast.Constant) else None
        yield _attribute(call, args[0], known, _ATTRIBUTES[name])
        return
    if name == _READING and len(args) > 1 and not isinstance(args[1], ast.Constant):
        yield _attribute(call, args[0], None, ast.Load())
    home, _, last = name.rpartition(".")
    if (method := place.inference.catalogue.stands_for.get(name)) is not None:
        yield from _by_method_of_a_module(call, method, args)
    elif name in place.inference.catalogue.changes_first:
        does = "append" if call in place.alone else "pop"  # that tells what was there as well
        yield _method(call, ast.Attribute(args[0], does, ast.Load()), ())
    elif home in ("operator", "_operator"):
        method = _ITEMS.get(last.strip("_"))
        if method is not None:
            keyed = args[1:2] if method != "__iadd__" else ()
            yield _method(call, ast.Attribute(args[0], method, ast.Load()), keyed)
    elif isinstance(func, ast.Attribute) and ast.unparse(func.value) in _PLAIN:
        yield _method(call, ast.Attribute(args[0], func.attr, ast.Load()), args[1:])
    elif isinstance(func, ast.Name):
        for made in _bound_to(place, func.id):
            yield from _by_getter(place, call, made, args[0])


def _by_method_of_a_module(
    call: ast.Call, method: str, args: Sequence[ast.expr]
) -> Iterator[ast.expr]:
    """The call of a method of a module's object, whichever way that is imported."""
    owner, _, does = method.rpartition(".")
    for text in spellings(owner, call):
        yield _method(call, ast.Attribute(text, does, ast.Load()), args)


def _by_getter(place: _Place, call: ast.Call, made: Expr, given: ast.expr) -> Iterator[ast.expr]:
    """What `attrgetter("name")` and its like read of what they are given."""
    if not isinstance(made, Called):
        return
    value = place.inference.value(place.module, made.func)
    if not isinstance(value, Ref) or value.name not in _GETTERS:
        return
    for item in made.args:
        key = item.value if isinstance(item, Text | Constant) else None
        if value.name == _GETTERS[0]:
            node = given
            for part in str(key).split(".") if key is not None else ():
                node = _attribute(call, node, part, ast.Load())
                yield node
        else:
            keyed = [ast.copy_location(ast.Constant(key), call)] if key is not None else []
            yield _method(call, ast.Attribute(given, "get", ast.Load()), keyed)


def _bound_to(place: _Place, name: str) -> Iterator[Expr]:
    bindings = place.inference.lookup(place.module, place.scope, name) or ()
    yield from (item.value for item in bindings)


def _is_ours(place: _Place, func: ast.Attribute) -> bool:
    """Whether it is a method of the project, which is looked at as such."""
    value = place.inference.value(place.module, describe(func, place.scope))
    return bool(place.inference.functions(value, place.module.path))


def _whose_attributes(container: ast.expr) -> ast.expr | None:
    """`x` for `x.__dict__` and `vars(x)`."""
    if isinstance(container, ast.Attribute) and container.attr == "__dict__":
        return container.value
    if isinstance(container, ast.Call) and container.args:
        named = isinstance(container.func, ast.Name) and container.func.id == "vars"
        return container.args[0] if named else None
    return None


def _method(call: ast.Call, func: ast.Attribute, args: Sequence[ast.expr]) -> ast.Call:
    owner = ast.copy_location(copy(func.value), call)  # it is used where the call is
    method = ast.copy_location(ast.Attribute(owner, func.attr, ast.Load()), call)
    return ast.copy_location(ast.Call(method, list(args), []), call)


def _attribute(
    call: ast.Call, owner: ast.expr, name: object, context: ast.expr_context
) -> ast.Attribute:
    """An attribute; any, if its name is not known."""
    shown = name if isinstance(name, str) else ANY
    return ast.copy_location(ast.Attribute(owner, shown, context), call)
