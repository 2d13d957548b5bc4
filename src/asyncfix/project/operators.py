"""Finds where a function runs methods of the project by operators: `SESSIONS[key] = user`.

Setters of properties are among them. `operands` names all methods that may have a say; here it is
the one that runs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project.alone import parsed_alone, text_alone
from asyncfix.project.alternatives import Alternatives
from asyncfix.project.calling import LAZY
from asyncfix.project.edges import key_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance, Union, Value, object_name
from asyncfix.project.known.outlook import dotted
from asyncfix.project.project import Definition, Project
from asyncfix.project.properties import methods_named
from asyncfix.project.resolution.scoping import scope_of
from asyncfix.project.summary import Function, Module
from asyncfix.project.terms import Attr, Expr, Name, chained
from asyncfix.project.view import walk_scope

_ITEMS: dict[type[ast.expr_context], str] = {
    **{ast.Load: "__getitem__", ast.Store: "__setitem__", ast.Del: "__delitem__"}
}
_SYMBOLS: dict[type[ast.AST], tuple[str, str]] = {
    **{ast.Add: ("+", "add"), ast.Sub: ("-", "sub"), ast.Mult: ("*", "mul")},
    **{ast.Div: ("/", "truediv"), ast.Mod: ("%", "mod"), ast.FloorDiv: ("//", "floordiv")},
    **{ast.Pow: ("**", "pow"), ast.MatMult: ("@", "matmul"), ast.LShift: ("<<", "lshift")},
    **{ast.RShift: (">>", "rshift"), ast.BitOr: ("|", "or"), ast.BitAnd: ("&", "and")},
    ast.BitXor: ("^", "xor"),
    **{ast.Lt: ("<", "lt"), ast.LtE: ("<=", "le"), ast.Gt: (">", "gt"), ast.GtE: (">=", "ge")},
}
_UNARY: dict[type[ast.AST], str] = {
    **{ast.USub: "__neg__", ast.UAdd: "__pos__", ast.Invert: "__invert__"}
}
_SETTER = "setter"
_TRUTH = ("__bool__", "__len__")
_TESTS = (ast.If, ast.While, ast.IfExp, ast.Assert)
SPECIAL = frozenset(
    {
        *(*_ITEMS.values(), *_TRUTH, *_UNARY.values(), "__contains__"),
        *(f"__{name}__" for _, name in _SYMBOLS.values()),
        *(f"__i{name}__" for _, name in _SYMBOLS.values()),
    }
)
"""The methods that are looked for: not `__eq__`, which many have and hardly one blocks in."""
_CHAIN = r"([^\W\d][\w.]*)"
_NIAHC = r"([\w.]*[^\W\d])(?![\w.])"  # the same from its end


class Operation(NamedTuple):
    """A place where an operator runs one of these functions of the project: its operand.

    `on`: the name of the object whose function that is.
    """

    span: Span
    text: str
    on: str
    found: Sequence[Definition]


class _Use(NamedTuple):
    """What an operator is used on, the methods of which the first one runs, and how it is shown.

    `sets`: it is an attribute that is set.
    """

    operand: ast.expr
    names: tuple[str, ...]
    shown: str
    sets: bool = False

    @property
    def base(self) -> ast.expr:
        """The object whose method runs."""
        operand = self.operand
        return operand.value if self.sets and isinstance(operand, ast.Attribute) else operand


def special_methods(project: Project) -> list[Definition]:
    """The methods of a project that operators run."""
    words = (*sorted(SPECIAL), _SETTER)
    modules = {item.path: item for word in words for item in project.mentioning(word)}
    return [
        Definition(module, function)
        for module in modules.values()
        for function in module.functions
        if function.owner >= 0 and (function.name in SPECIAL or _sets(function))
    ]


class Wanted:
    """Methods of which it is asked where operators run them."""

    def __init__(self, methods: Sequence[Definition]) -> None:
        self.keys = frozenset(map(key_of, methods))
        self.names = frozenset(item.function.name for item in methods)
        self.classes = frozenset(item.cls for item in methods)


class Operators:
    """Answers for the functions of a project."""

    def __init__(self, inference: Inference, alternatives: Alternatives) -> None:
        self._inference = inference
        self._alternatives = alternatives

    def of(self, definition: Definition, wanted: Wanted) -> Iterator[Operation]:
        """The places in a function where operators run some of the wanted methods."""
        if not self._may_be_in(definition, wanted):
            return
        module, scope = definition.module, definition.function.scope
        tree, positions = parsed_alone(self._inference.project, definition)
        for node in self._running(definition, tree):
            for use in _uses(node):
                on = dotted(use.base)
                if not on:
                    continue
                for cls in self._classes(module, describe(use.base, scope), wanted):
                    found = _first(self._inference, cls, use.names, module.path)
                    found = [item for item in found if key_of(item) in wanted.keys]
                    found = [item for item in found if _sets(item.function) is use.sets]
                    if found:
                        yield Operation(positions.span(use.operand), use.shown, on, found)

    def _running(self, definition: Definition, tree: ast.AST) -> Iterator[ast.AST]:
        """The nodes of a function that run in it: not what it only annotates, or makes lazily."""
        nodes = [*walk_scope(tree)]
        gone_through = {x for node in nodes for x in self._gone_through(definition, node)}
        idle: set[ast.AST] = set()
        for node in nodes:
            if isinstance(node, ast.AnnAssign):
                idle.update(ast.walk(node.annotation))
                idle.update({node.target} if node.value is None else ())
            elif isinstance(node, ast.GeneratorExp) and node not in gone_through:
                first = set(ast.walk(node.generators[0].iter))  # that is asked for at once
                idle.update(x for x in ast.walk(node) if x not in first)
        return (node for node in nodes if node not in idle)

    def _gone_through(self, definition: Definition, node: ast.AST) -> Sequence[ast.AST]:
        """What a node goes through, as far as is known: a call what it is given."""
        if isinstance(node, ast.Call):
            func = describe(node.func, definition.function.scope)
            called = object_name(self._inference.value(definition.module, func))
            return () if called in LAZY else node.args
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            return [node.iter]
        return [node.value] if isinstance(node, ast.Starred | ast.YieldFrom) else ()

    def _may_be_in(self, definition: Definition, wanted: Wanted) -> bool:
        """Whether a function sets such attributes, or has operators beside such objects."""
        stores, scope = definition.function.stores, definition.function.scope
        if any(item.text.rpartition(".")[2] in wanted.names for item in stores):
            return True
        names = wanted.names & SPECIAL
        text = text_alone(self._inference.project, definition) if names else ""
        chains = dict.fromkeys(_operands(text, names))
        return any(self._classes(definition.module, chained(x, scope), wanted) for x in chains)

    def _classes(self, module: Module, expr: Expr, wanted: Wanted) -> list[str]:
        """The classes of which something may be that have some of the wanted methods."""
        value = self._inference.value(module, expr)
        values: Sequence[Value] = (value,)
        if (value is None or isinstance(value, Union)) and isinstance(expr, Name):
            of_module = scope_of(module, expr.scope, expr.name) == 0
            values = self._alternatives.of(module, expr) if of_module else ()
        named = [item.cls for item in values if isinstance(item, Instance)]
        return [
            item for item in named if wanted.classes & self._inference.classes_of(item, module.path)
        ]


def _first(inference: Inference, cls: str, names: Sequence[str], importer: str) -> list[Definition]:
    """The functions of the first of those names that a class has."""
    found = (methods_named(inference, cls, name, importer) for name in names)
    return next(filter(None, found), [])


def _sets(function: Function) -> bool:
    """Whether a method runs where an attribute of its name is set."""
    return any(isinstance(x, Attr) and x.name == _SETTER for x in function.decorators)


def _operands(text: str, names: frozenset[str]) -> Iterator[str]:
    """The names, and chains of them, beside operators that may run methods of those names."""
    for pattern in _before(names):
        yield from pattern.findall(text)
    backwards = text[::-1]
    for pattern in _behind(names):
        yield from (chain[::-1] for chain in pattern.findall(backwards))


@lru_cache(maxsize=100)
def _before(names: frozenset[str]) -> Sequence[re.Pattern[str]]:
    """Operators with their operand after them, which stands in a group.

    Each begins with fixed text if it can, which is found fastest.
    """
    words = ["in"] if "__contains__" in names else []
    if not names.isdisjoint(_TRUTH):
        words += ["if", "while", "and", "or", "not", "assert"]
    signs = [] if names.isdisjoint(_UNARY.values()) else [r"[-+~]\s*"]
    return [re.compile(item + _CHAIN) for item in (*(rf"{word}\s+" for word in words), *signs)]


@lru_cache(maxsize=100)
def _behind(names: frozenset[str]) -> Sequence[re.Pattern[str]]:
    """The same, written backwards, of those that have it before them."""
    signs = ["["] if not names.isdisjoint(_ITEMS.values()) else []
    for symbol, name in _SYMBOLS.values():
        if not names.isdisjoint({f"__{name}__", f"__i{name}__"}):
            signs.append(symbol)
    words = [] if names.isdisjoint(_TRUTH) else ["and", "or", "if"]
    signs = [rf"{re.escape(sign[::-1])}\s*" for sign in signs]
    return [re.compile(item + _NIAHC) for item in (*signs, *(rf"{x[::-1]}\s+" for x in words))]


def _uses(node: ast.AST) -> Iterator[_Use]:
    """The operands of a node for which Python looks for methods."""
    if isinstance(node, ast.Subscript):
        yield _Use(node.value, (_ITEMS[type(node.ctx)],), f"{dotted(node.value)}[…]")
    elif isinstance(node, ast.Attribute):
        if isinstance(node.ctx, ast.Store):
            yield _Use(node, (node.attr,), f"{dotted(node)} = …", True)
    elif isinstance(node, ast.AugAssign):
        yield from _updated(node)
    elif isinstance(node, ast.BinOp):
        symbol, name = _SYMBOLS[type(node.op)]
        yield _Use(node.left, (f"__{name}__",), f"{dotted(node.left)} {symbol} …")
    elif isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        yield _Use(node.operand, (_UNARY[type(node.op)],), ast.unparse(node))
    elif isinstance(node, ast.Compare):
        yield from _compared(node)
    else:
        yield from (_Use(item, _TRUTH, f"bool({dotted(item)})") for item in _tested(node))


def _updated(node: ast.AugAssign) -> Iterator[_Use]:
    target, (symbol, name) = node.target, _SYMBOLS[type(node.op)]
    if isinstance(target, ast.Subscript):  # it is got as well
        yield _Use(target.value, ("__getitem__",), f"{dotted(target.value)}[…]")
    else:
        yield _Use(target, (f"__i{name}__", f"__{name}__"), f"{dotted(target)} {symbol}= …")


def _compared(node: ast.Compare) -> Iterator[_Use]:
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.In | ast.NotIn):
            yield _Use(right, ("__contains__",), f"… in {dotted(right)}")
        elif type(operator) in _SYMBOLS:
            symbol, name = _SYMBOLS[type(operator)]
            yield _Use(left, (f"__{name}__",), f"{dotted(left)} {symbol} …")
        left = right


def _tested(node: ast.AST) -> Sequence[ast.expr]:
    """What a node asks whether it is true."""
    if isinstance(node, _TESTS):
        return [node.test]
    if isinstance(node, ast.BoolOp):
        return node.values[:-1]
    if isinstance(node, ast.comprehension):
        return node.ifs
    return [node.operand] if isinstance(node, ast.UnaryOp) else []
