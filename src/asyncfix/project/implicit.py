"""Finds the methods of the project that Python calls where no call is written.

Operators, subscripts, conditions and texts call methods with `__` names; attributes that are read
or set can be properties or descriptors; what is made can be finalised.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asyncfix.project import decorators
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance, Ref, Union
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Function, Module
from asyncfix.project.terms import Attr, Expr, uncalled
from asyncfix.project.view import walk_scope

_ACCESSORS = frozenset({"setter", "deleter"})
_FOUND = ("__hash__", "__eq__")
_TRUTH = ("__bool__", "__len__")
_TEXT = ("__format__", "__str__", "__repr__")
_OPERATORS: dict[type[ast.AST], str] = {
    **{ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.Mod: "mod"},
    **{ast.FloorDiv: "floordiv", ast.Pow: "pow", ast.MatMult: "matmul", ast.LShift: "lshift"},
    **{ast.RShift: "rshift", ast.BitOr: "or", ast.BitAnd: "and", ast.BitXor: "xor"},
}
_COMPARISONS: dict[type[ast.AST], tuple[str, ...]] = {
    **{ast.Eq: ("__eq__",), ast.NotEq: ("__ne__", "__eq__"), ast.In: ("__contains__",)},
    **{ast.NotIn: ("__contains__",), ast.Lt: ("__lt__", "__gt__"), ast.Gt: ("__gt__", "__lt__")},
    **{ast.LtE: ("__le__", "__ge__"), ast.GtE: ("__ge__", "__le__")},
}
_UNARY: dict[type[ast.AST], tuple[str, ...]] = {
    **{ast.Not: _TRUTH, ast.USub: ("__neg__",), ast.UAdd: ("__pos__",)},
    **{ast.Invert: ("__invert__",)},
}
_BUILTINS = {
    **{"str": _TEXT, "print": _TEXT, "repr": _TEXT, "format": _TEXT, "bool": _TRUTH},
    **{"len": ("__len__",), "hash": ("__hash__",), "int": ("__int__",), "float": ("__float__",)},
    **{"abs": ("__abs__",), "round": ("__round__",), "dir": ("__dir__",), "bytes": ("__bytes__",)},
    **{"reversed": ("__reversed__",), "sum": ("__add__", "__radd__"), "divmod": ("__divmod__",)},
}
_WRITING = frozenset(
    {
        *("debug", "info", "warning", "error", "critical", "exception", "log"),
        *("format", "join", "write"),
    }
)
"""Methods that make texts of what they are given."""
_HOLDING = frozenset(
    {f"builtins.{name}" for name in ("object", "list", "dict", "tuple", "set", "frozenset")}
)
_TESTS = (ast.If, ast.While, ast.IfExp, ast.Assert)
_USING = frozenset(
    {
        *(ast.Subscript, ast.BinOp, ast.AugAssign, ast.UnaryOp, ast.Compare, *_TESTS),
        *(ast.BoolOp, ast.Set, ast.Dict, ast.FormattedValue, ast.Call),
    }
)
"""The kinds of node for whose operands Python looks for methods."""
_SUBSCRIPTS = {ast.Load: "__getitem__", ast.Store: "__setitem__", ast.Del: "__delitem__"}


class Implicit(NamedTuple):
    """A place where a method runs that is not called there by name, and what it is a method of."""

    line: int
    receiver: Expr
    target: Definition


class _Use(NamedTuple):
    """Something that is used in a way for which Python looks for methods of those names."""

    operand: ast.expr
    names: tuple[str, ...]


class Implicits:
    """Answers for functions; what was found out about one is kept."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: dict[Key, tuple[Implicit, ...]] = {}

    def of(self, definition: Definition) -> tuple[Implicit, ...]:
        """The places in a function, lambdas in it left out."""
        key = key_of(definition)
        if key not in self._known:
            self._known[key] = tuple(self._find(definition))
        return self._known[key]

    def by_name(self, definition: Definition) -> frozenset[str]:
        """The methods that Python may call of what is not known in a function, or is in a list."""
        module, scope = definition.module, definition.function.scope
        tree, _ = parsed_alone(self._inference.project, definition)
        found: set[str] = set()
        for node in walk_scope(tree):
            uses = list(_uses(node)) if type(node) in _USING else []
            if isinstance(node, ast.Attribute):
                uses.append(_Use(node.value, (node.attr,)))
            else:
                entered = _entered(node)
                uses += [use for use in entered if self._is_given(module, scope, use.operand)]
            for operand, names in uses:
                if not found.issuperset(names) and self._is_open(module, describe(operand, scope)):
                    found.update(names)
        return frozenset(found)

    def _is_given(self, module: Module, scope: int, node: ast.expr) -> bool:
        """Whether it is a parameter: what calls give is mostly plain data."""
        name = node.id if isinstance(node, ast.Name) else ""
        bindings = self._inference.lookup(module, scope, name) or ()
        return any(item.kind == "parameter" for item in bindings)

    def _is_open(self, module: Module, expr: Expr) -> bool:
        """Whether something may be of any class, or have what is of any class in it."""
        value = self._inference.value(module, expr) if expr is not None else None
        options = value.options if isinstance(value, Union) else (value,)
        return any(
            item is None or (isinstance(item, Instance) and item.cls in _HOLDING)
            for item in options
        )

    def _find(self, definition: Definition) -> Iterator[Implicit]:
        module, scope = definition.module, definition.function.scope
        tree, _ = parsed_alone(self._inference.project, definition)
        for node in walk_scope(tree):
            if isinstance(node, ast.Attribute):
                yield from self._attribute(module, scope, node)
            elif isinstance(node, ast.Call):
                yield from self.made(module, scope, node)
            elif isinstance(node, ast.ClassDef):
                yield from self._derived(module, scope, node)
            for operand, names in _uses(node) if type(node) in _USING else ():
                receiver = describe(operand, scope)
                for cls in self._classes(module, receiver):
                    for name in names:
                        for found in self._methods(cls, name, module.path):
                            yield Implicit(operand.lineno, receiver, found)

    def _classes(self, module: Module, expr: Expr) -> list[str]:
        """The project's classes that something can be an instance of."""
        value = self._inference.value(module, expr) if expr is not None else None
        options = value.options if isinstance(value, Union) else (value,)
        return [
            item.cls
            for item in options
            if isinstance(item, Instance)
            and self._inference.class_named(item.cls, module.path) is not None
        ]

    def _attribute(self, module: Module, scope: int, node: ast.Attribute) -> Iterator[Implicit]:
        receiver = describe(node.value, scope)
        reads = isinstance(node.ctx, ast.Load)
        hooks = ("__getattribute__", "__getattr__") if reads else ("__setattr__", "__delattr__")
        for cls in self._classes(module, receiver):
            own = list(self._methods(cls, node.attr, module.path))
            found = [
                item
                for item in own
                if _is_accessor(self._inference, item.module, item.function, reads)
            ]
            found += self._of_descriptor(cls, node.attr, module.path, reads)
            for name in hooks:
                if name != "__getattr__" or not own:
                    found += self._methods(cls, name, module.path)
            for item in found:
                yield Implicit(node.lineno, receiver, item)

    def _of_descriptor(
        self, cls: str, name: str, importer: str, reads: bool
    ) -> Iterator[Definition]:
        """What runs if an attribute is an object of the class that answers for it."""
        for module, scope in self._bodies(cls, importer):
            for binding in module.scopes[scope].bindings.get(name, ()):
                for kind in self._classes(module, binding.value):
                    for hook in ("__get__",) if reads else ("__set__", "__delete__"):
                        yield from self._methods(kind, hook, module.path)

    def made(self, module: Module, scope: int, node: ast.Call) -> Iterator[Implicit]:
        """What runs when an object that is made there goes, or when its metaclass makes it."""
        callee = self._inference.value(module, describe(node.func, scope))
        if not isinstance(callee, Ref):
            return
        made = describe(node, scope)
        for found in self._methods(callee.name, "__del__", module.path):
            yield Implicit(node.lineno, made, found)
        for home, cls in self._lineage(callee.name, module.path):
            value = self._inference.value(home, cls.metaclass)
            if isinstance(value, Ref):
                for found in self._methods(value.name, "__call__", home.path):
                    yield Implicit(node.lineno, describe(node.func, scope), found)

    def _derived(self, module: Module, scope: int, node: ast.ClassDef) -> Iterator[Implicit]:
        """What runs when a class is made below others."""
        for base in node.bases:
            above = describe(base, scope)
            value = self._inference.value(module, above)
            if isinstance(value, Ref):
                for found in self._methods(value.name, "__init_subclass__", module.path):
                    yield Implicit(node.lineno, above, found)

    def _methods(self, cls: str, name: str, importer: str) -> Iterator[Definition]:
        """The functions of that name in the first class of a lineage that has any."""
        for module, scope in self._bodies(cls, importer):
            bindings = module.scopes[scope].bindings.get(name)
            for item in bindings or ():
                if item.kind == "function":
                    yield Definition(module, module.functions[int(item.target)])
            if bindings:
                return

    def _bodies(self, cls: str, importer: str) -> Iterator[tuple[Module, int]]:
        """The bodies of a class and those above it, as far as they are the project's."""
        return ((module, item.scope) for module, item in self._lineage(cls, importer))

    def _lineage(self, cls: str, importer: str) -> Iterator[tuple[Module, Class]]:
        owner = self._inference.class_named(cls, importer)
        for ancestor in lineage(self._inference, *owner) if owner is not None else ():
            if isinstance(ancestor, str):
                continue
            module = self._inference.project.module(ancestor[0])
            if module is not None:
                yield module, module.classes[ancestor[1]]


def _is_accessor(inference: Inference, module: Module, function: Function, reads: bool) -> bool:
    """Whether a function of a class runs where an attribute of its name is read, or is set."""
    if reads:
        return decorators.is_property(inference, module, function)
    bare = (uncalled(item) for item in function.decorators)
    return any(isinstance(item, Attr) and item.name in _ACCESSORS for item in bare)


def _uses(node: ast.AST) -> Iterator[_Use]:
    """The operands of a node, with the names of the methods that Python looks for."""
    if isinstance(node, ast.Subscript):
        yield _Use(node.value, (_SUBSCRIPTS[type(node.ctx)],))
        yield _Use(node.slice, _FOUND)
    elif isinstance(node, ast.BinOp):
        name = _OPERATORS[type(node.op)]
        if isinstance(node.left, ast.Constant | ast.JoinedStr) and isinstance(node.op, ast.Mod):
            shown = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            yield from (_Use(item, _TEXT) for item in shown)
        yield _Use(node.left, (f"__{name}__",))
        yield _Use(node.right, (f"__r{name}__",))
    elif isinstance(node, ast.AugAssign):
        name = _OPERATORS[type(node.op)]
        yield _Use(node.target, (f"__i{name}__", f"__{name}__"))
    elif isinstance(node, ast.UnaryOp):
        yield _Use(node.operand, _UNARY[type(node.op)])
    elif isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, _TESTS):
        yield _Use(node.test, _TRUTH)
    elif isinstance(node, ast.BoolOp):
        yield from (_Use(item, _TRUTH) for item in node.values)
    elif isinstance(node, ast.Set | ast.Dict):
        items = node.elts if isinstance(node, ast.Set) else node.keys
        yield from (_Use(item, _FOUND) for item in items if item is not None)
    elif isinstance(node, ast.FormattedValue):
        yield _Use(node.value, _TEXT)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        names = _BUILTINS.get(node.func.id, ())
        yield from (_Use(item, names) for item in node.args if names)
    elif isinstance(node, ast.Call) and _writes(node.func):
        given = (*node.args, *(item.value for item in node.keywords))
        yield from (_Use(item, _TEXT) for item in given)


def _entered(node: ast.AST) -> Iterator[_Use]:
    """What a loop goes through, or a `with` enters."""
    if isinstance(node, ast.For | ast.comprehension):
        yield _Use(node.iter, ("__iter__", "__next__"))
    elif isinstance(node, ast.withitem):
        yield _Use(node.context_expr, ("__enter__", "__exit__"))


def _writes(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and func.attr in _WRITING


def _compared(node: ast.Compare) -> Iterator[_Use]:
    sides: Iterable[tuple[ast.expr, ast.cmpop, ast.expr]] = zip(
        (node.left, *node.comparators), node.ops, node.comparators, strict=False
    )
    for left, operator, right in sides:
        names = _COMPARISONS.get(type(operator), ())
        yield _Use(left, _FOUND if isinstance(operator, ast.In | ast.NotIn) else names)
        yield _Use(right, names)
