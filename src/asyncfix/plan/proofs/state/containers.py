"""Says which attribute or global an expression stands for, whatever way code gets at it.

`getattr(shop, "rows")`, `vars(shop)["rows"]`, a local name of it, and what a method or property
gives that returns it, are all `shop.rows`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from sys import intern
from typing import NamedTuple

from asyncfix.plan.proofs.state.owned import VIEWS
from asyncfix.project.inference import Inference, Instance
from asyncfix.project.project import Definition
from asyncfix.project.properties import methods_named
from asyncfix.project.resolution.scoping import scope_of
from asyncfix.project.summary import Module
from asyncfix.project.terms import (
    Attr,
    Called,
    Constant,
    Derived,
    Display,
    Either,
    Expr,
    Item,
    Name,
    Part,
    Text,
    last_name,
)

_DEEPEST = 4
_ITEMS = frozenset({"get", "setdefault"})
PASSING = frozenset(
    {
        *("iter", "reversed", "enumerate", "zip", "filter", "map", "accumulate", "batched"),
        *("chain", "from_iterable", "compress", "cycle", "dropwhile", "filterfalse", "groupby"),
        *("islice", "pairwise", "starmap", "takewhile", "zip_longest"),
    }
)
"""Functions whose result goes through what they are handed."""
_COPYING = frozenset({"list", "tuple", "sorted", "set", "frozenset", "dict"})


class Standing(NamedTuple):
    """An attribute or a global, and the module whose scopes its names are seen from.

    `inner`: an expression stands for an item of it.
    """

    module: Module
    expr: Attr | Name
    inner: bool = False


def spelled_out(expr: Expr) -> Expr:
    """`x.n` for what else gives that attribute, by a name that is written out."""
    if isinstance(expr, Called) and isinstance(expr.func, Name) and len(expr.args) > 1:
        return _named(expr, expr.args[0], expr.args[1]) if expr.func.name == "getattr" else expr
    if isinstance(expr, Called) and isinstance(expr.func, Called) and expr.args:
        getter = expr.func
        one = last_name(getter.func) == "attrgetter" and len(getter.args) == 1
        return _named(expr, expr.args[0], getter.args[0]) if one else expr
    if isinstance(expr, Item) and len(expr.parts) == 1:
        owner = _whose_attributes(expr.base)
        return _named(expr, owner, expr.parts[0]) if owner is not None else expr
    return expr


def _named(expr: Expr, owner: Expr, name: Expr) -> Expr:
    text = name.value if isinstance(name, Constant | Text) else None
    if not isinstance(text, str) or owner is None:
        return expr
    for part in text.split("."):
        owner = Attr(owner, part)
    return owner


def _whose_attributes(expr: Expr) -> Expr:
    """`x` for `x.__dict__` and `vars(x)`."""
    if isinstance(expr, Attr) and expr.name == "__dict__":
        return expr.base
    if isinstance(expr, Called) and last_name(expr.func) == "vars" and len(expr.args) == 1:
        return expr.args[0]
    return None


def standing(
    inference: Inference, module: Module, expr: Expr, depth: int = _DEEPEST, item_of: bool = False
) -> Iterator[Standing]:
    """The attributes and globals that an expression may stand for, or be an item of.

    `item_of`: it is asked whose items its items are, which a copy has as well.
    """
    expr = spelled_out(expr)
    for original in _copied(expr) if item_of else ():
        yield from standing(inference, module, original, depth, item_of)
    if isinstance(expr, Attr):
        yield Standing(module, expr)
        for getter in _properties(inference, module, expr) if depth else ():
            yield from _given_by(inference, getter, depth)
    elif isinstance(expr, Name) and local_values(module, expr) is None:
        yield Standing(module, expr)
    elif depth:
        called = inference.value(module, expr.func) if isinstance(expr, Called) else None
        getters = inference.functions(called, module.path)
        for getter in getters:
            yield from _given_by(inference, getter, depth)
        inner = is_item(expr)
        for item in within(module, expr) if not getters else ():
            for found in standing(inference, module, item, depth - 1, item_of or inner):
                yield found._replace(inner=True) if inner else found


def _given_by(inference: Inference, getter: Definition, depth: int) -> Iterator[Standing]:
    for returned in getter.function.returned:
        yield from standing(inference, getter.module, returned, depth - 1)


def _properties(inference: Inference, module: Module, expr: Attr) -> Iterator[Definition]:
    """The functions that reading an attribute runs."""
    owner = inference.value(module, expr.base)
    if isinstance(owner, Instance):
        yield from methods_named(inference, owner.cls, expr.name, module.path)


class LastNames:
    """The last names of what expressions of a module may stand for, by their text alone.

    Of a call it is the name of what is called, with `()`.
    """

    def __init__(self, module: Module) -> None:
        self._module = module
        self._known: dict[Name, frozenset[str]] = {}

    def of(self, expr: Expr) -> Collection[str]:
        """The last names of one expression."""
        if isinstance(expr, Called | Item):
            expr = spelled_out(expr)
        if isinstance(expr, Attr):
            return (expr.name,)
        if isinstance(expr, Name):
            if expr not in self._known:
                self._known[expr] = frozenset()  # for a name that is bound to what it stands for
                values = local_values(self._module, expr)
                known = self._elsewhere(expr) if values is None else self._any(values)
                self._known[expr] = known
            return self._known[expr]
        called = {intern(f"{last_name(expr.func)}()")} if isinstance(expr, Called) else set()
        return self._any(within(self._module, expr)) | called

    def _elsewhere(self, name: Name) -> frozenset[str]:
        """The last names of a name that is no function's own: what is imported has another one."""
        home = scope_of(self._module, name.scope, name.name)
        bindings = self._module.scopes[home].bindings[name.name] if home is not None else ()
        names = {name.name, *(item.target.rpartition(".")[2] for item in bindings)}
        values = [item.value for item in bindings if isinstance(item.value, Name | Attr)]
        return frozenset(names).union(*(self.of(value) for value in values)) - {""}

    def _any(self, parts: Sequence[Expr]) -> frozenset[str]:
        return frozenset([name for part in parts for name in self.of(part)])


def local_values(module: Module, name: Name) -> list[Expr] | None:
    """What a function binds a name of its own to; None for a name that it has not bound."""
    home = scope_of(module, name.scope, name.name)
    if home is None or module.scopes[home].kind in ("module", "class"):
        return None
    bindings = module.scopes[home].bindings[name.name]
    if any(item.kind == "import" for item in bindings):
        return None
    return [item.value for item in bindings if item.kind == "value"]


def within(module: Module, expr: Expr) -> Sequence[Expr]:
    """What an expression is one of, or an item of, or goes through for its user."""
    if isinstance(expr, Name):
        return local_values(module, expr) or ()
    if isinstance(expr, Item | Part):
        return (expr.base,) if not _is_key(expr) else ()
    if isinstance(expr, Either):
        return expr.options
    if isinstance(expr, Derived) and expr.how == "iter":
        return expr.base.items if isinstance(expr.base, Display) else (expr.base,)
    if isinstance(expr, Called) and last_name(expr.func) in PASSING:
        return expr.args
    if isinstance(expr, Called) and isinstance(expr.func, Attr):
        return (expr.func.base,) if expr.func.name in _ITEMS | VIEWS else ()
    return ()


def _is_key(expr: Item | Part) -> bool:
    """Whether it is the first of each pair of `rows.items()`, or of `enumerate(rows)`."""
    gone = expr.base.base if isinstance(expr.base, Derived) else None
    while copied := _copied(gone):
        gone = copied[0]
    pairs = isinstance(gone, Called) and last_name(gone.func) in ("items", "enumerate")
    return pairs and isinstance(expr, Part) and expr.place == 0


def _copied(expr: Expr) -> Sequence[Expr]:
    """What an expression makes a new container of, with the same items."""
    if isinstance(expr, Called) and isinstance(expr.func, Attr):
        return (expr.func.base,) if expr.func.name == "copy" else ()
    if isinstance(expr, Called) and last_name(expr.func) in _COPYING:
        return expr.args
    return ()


def is_item(expr: Expr) -> bool:
    """Whether an expression gives an item of something, and not the thing itself."""
    if isinstance(expr, Called):
        return isinstance(expr.func, Attr) and expr.func.name in _ITEMS
    if isinstance(expr, Derived):
        return not isinstance(expr.base, Display) or any(map(is_item, expr.base.items))
    return isinstance(expr, Item)
