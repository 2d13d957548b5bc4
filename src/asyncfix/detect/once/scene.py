"""One function seen closely, and how it writes what it looks at and sets: its slots.

A slot is a name, attribute or item with a fixed key, as text: `_client`, `self._table['a']`. What a
list holds of a class is one as well: `_loggers[isinstance Tracer]`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from asyncfix.project.alone import parsed_alone
from asyncfix.project.known.facts import Constant as Known
from asyncfix.project.known.outlook import dotted
from asyncfix.project.nodes import is_try, targets_of
from asyncfix.project.positions import Positions
from asyncfix.project.project import Definition, Project
from asyncfix.project.terms import Constant, Literal, Text
from asyncfix.project.view import FunctionNode, walk_scope

FILLING = frozenset({"append", "add", "extend", "update", "insert", "setdefault", "appendleft"})
"""Methods that put something into a container."""
EMPTYING = frozenset({"clear", "pop", "popitem", "remove", "discard"})
"""Methods that take something out of one."""
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Scene(NamedTuple):
    """A function's tree.

    `values` are those that are assigned to each local name, `keys` the names that may be keys of
    containers, `few` those of them that have one of a few values. `copies` are local names of
    slots, `names` those whose value is known. `calls` are those below a node, by the node's
    identity, and `looks` all tests, once they were looked for.
    """

    definition: Definition
    node: FunctionNode
    positions: Positions
    values: dict[str, list[ast.expr | None]]
    keys: frozenset[str]
    few: frozenset[str]
    calls: dict[int, list[ast.Call]]
    copies: dict[str, str]
    names: Mapping[str, Known]
    looks: list[tuple[str, bool, int]]

    def calls_in(self, node: ast.AST) -> list[ast.Call]:
        """The calls that a node makes, itself included."""
        if id(node) not in self.calls:
            parts = (node, *walk_scope(node))
            self.calls[id(node)] = [part for part in parts if isinstance(part, ast.Call)]
        return self.calls[id(node)]

    def stored(self) -> frozenset[str]:
        """What the function assigns or puts something into, as it writes it."""
        return frozenset(path for path in self._stored() if path)

    def _stored(self) -> Iterator[str]:
        for node in walk_scope(self.node):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
                yield self.path(node)
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
                yield self.path(node)
                yield self.path(node.value)
            elif isinstance(node, ast.Call):
                if isinstance(node.func, ast.Attribute) and node.func.attr in FILLING:
                    yield self.path(node.func.value)
                    yield self.put_in(node)
                    if node.func.attr == "setdefault" and node.args:
                        yield self.item(node.func.value, node.args[0])
                elif isinstance(node.func, ast.Name) and node.func.id == "setattr":
                    yield self._attribute_by_name(node, "setattr")

    def slot(self, node: ast.expr) -> str:
        """The slot that an expression reads; empty if it is none."""
        if isinstance(node, ast.NamedExpr):
            return self.slot(node.value)
        return self.path(node)

    def path(self, node: ast.expr) -> str:
        """What is written, where it is a chain of attributes and items; else nothing."""
        if isinstance(node, ast.Name):
            return self.copies.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            base = self.path(node.value)
            return f"{base}.{node.attr}" if base else ""
        if isinstance(node, ast.Subscript):
            return self.item(node.value, node.slice)
        return self._of_call(node) if isinstance(node, ast.Call) else ""

    def item(self, container: ast.expr, key: ast.expr) -> str:
        """An item of a container, if its key is always the same."""
        base, shown = self.path(container), self._key(key)
        return f"{base}[{shown}]" if base and shown else ""

    def tests(self) -> list[tuple[str, bool, int]]:
        """The slots that the function may decide by, if it asks whether they are true, and the
        line."""
        if not self.looks:
            self.looks.extend(self._tests())
        return self.looks

    def asks_truth(self, slot: str, place: Sequence[ast.AST] = ()) -> bool:
        """Whether the function asks of a slot if it is true, not only if it is there.

        With a place, only what is asked on the way to it counts.
        """
        again = any(isinstance(item, _LOOPS) for item in place)
        lines = [item.lineno for item in place if isinstance(item, ast.stmt)]
        last = lines[-1] if lines and not again else sys.maxsize
        return any(name == slot and truth and line <= last for name, truth, line in self.tests())

    def _tests(self) -> Iterator[tuple[str, bool, int]]:
        for node in walk_scope(self.node):
            for slot, truth in self._tested(node):
                yield slot, truth, getattr(node, "lineno", 0)

    def _tested(self, node: ast.AST) -> Iterator[tuple[str, bool]]:
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            yield from self._looked_at(node.test)
        elif isinstance(node, ast.BoolOp):
            for value in node.values[:-1]:
                yield from self._looked_at(value)
        elif is_try(node) and (read := read_in_try(node)) is not None:
            yield self.slot(read), False
        elif isinstance(node, ast.For):
            yield self.sought(node), False

    def _looked_at(self, test: ast.expr) -> Iterator[tuple[str, bool]]:
        if isinstance(test, ast.BoolOp):
            for value in test.values:
                yield from self._looked_at(value)
        elif isinstance(test, ast.UnaryOp):
            yield from self._looked_at(test.operand)
        elif isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In | ast.NotIn):
            yield self.item(test.comparators[0], test.left), False
        elif isinstance(test, ast.Compare):
            right = test.comparators[0]
            none = isinstance(right, ast.Constant) and right.value is None
            yield self.slot(test.left), not none
        elif asked := self.asked_for(test):
            yield asked, False
        else:
            yield self.slot(test), True

    def asked_for(self, node: ast.expr) -> str:
        """The attribute that `hasattr` asks for."""
        return self._attribute_by_name(node, "hasattr")

    def sought(self, node: ast.For | ast.AsyncFor | ast.While) -> str:
        """The slot that a loop gives if it is set: `for x in xs: if isinstance(x, C): return x`."""
        only = node.body[0]
        if not isinstance(node, ast.For) or len(node.body) > 1:
            return ""
        if not isinstance(only, ast.If) or only.orelse:
            return ""
        test, place = only.test, self.path(node.iter)
        if not place or len(only.body) != 1 or not isinstance(only.body[0], ast.Return):
            return ""
        if not isinstance(test, ast.Call) or dotted(test.func) != "isinstance" or test.keywords:
            return ""
        names = [dotted(item) for item in (node.target, *test.args)]
        known = len(names) == 3 and all(names) and names[0] == names[1]
        return f"{place}[isinstance {names[2]}]" if known else ""

    def put_in(self, node: ast.Call) -> str:
        """The slot of a list that a call sets: it appends an object of a class."""
        func = node.func
        if not isinstance(func, ast.Attribute) or func.attr != "append" or len(node.args) != 1:
            return ""
        given, place = node.args[0], self.path(func.value)
        made: list[ast.expr | None] = [given]
        if isinstance(given, ast.Name):
            here = self.definition.module.scopes[self.definition.function.scope]
            made = self.values.get(given.id, [])
            if len(here.bindings.get(given.id, ())) != len(made):
                return ""
        classes = {dotted(item.func) if isinstance(item, ast.Call) else "" for item in made}
        cls = classes.pop() if len(classes) == 1 else ""
        return f"{place}[isinstance {cls}]" if place and cls else ""

    def _of_call(self, node: ast.Call) -> str:
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr == "get" and 0 < len(node.args) < 3:
            return self.item(func.value, node.args[0]) if _gives_none(node.args[1:]) else ""
        if isinstance(func, ast.Name) and func.id == "type" and len(node.args) == 1:
            base = self.path(node.args[0])
            return f"{base}.__class__" if base else ""
        return self._attribute_by_name(node, "getattr")

    def _attribute_by_name(self, node: ast.expr, function: str) -> str:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return ""
        if node.func.id != function or len(node.args) < 2:
            return ""
        if function == "getattr" and not _gives_none(node.args[2:]):
            return ""
        base, name = self.path(node.args[0]), node.args[1]
        known = isinstance(name, ast.Constant) and isinstance(name.value, str)
        return f"{base}.{ast.literal_eval(name)}" if base and known else ""

    def _key(self, node: ast.expr) -> str:
        """A key that is the same each time, or one of a few, each of which comes a first time."""
        if isinstance(node, ast.Constant):
            return repr(node.value)
        if not isinstance(node, ast.Name):
            return ""
        if node.id in self.names:
            return repr(self.names[node.id])
        module, function = self.definition.module, self.definition.function
        if node.id in self.few:
            return f"{function.qualname} {node.id}"
        if node.id in module.scopes[function.scope].bindings:
            is_class = node.id == function.receiver != "self"
            return node.id if is_class else ""
        bindings = module.top.get(node.id, ())
        fixed = len(bindings) == 1 and isinstance(bindings[0].value, Text | Literal | Constant)
        return node.id if fixed else ""


def _gives_none(default: list[ast.expr]) -> bool:
    return all(isinstance(item, ast.Constant) and not item.value for item in default)


def read_in_try(node: ast.Try) -> ast.expr | None:
    """What a `try` only reads, to see whether it is there."""
    if len(node.body) != 1 or node.orelse:
        return None
    only = node.body[0]
    value = only.value if isinstance(only, ast.Return | ast.Assign | ast.Expr) else None
    if not isinstance(value, ast.Attribute | ast.Subscript | ast.Name):
        return None
    caught = {name for handler in node.handlers for name in _caught(handler.type)}
    return value if caught & {"AttributeError", "KeyError", "NameError", "LookupError"} else None


def _caught(node: ast.expr | None) -> Iterator[str]:
    for item in node.elts if isinstance(node, ast.Tuple) else [node]:
        if isinstance(item, ast.Name):
            yield item.id


def scene_of(project: Project, definition: Definition, has_few: Callable[[str], bool]) -> Scene:
    """A function seen closely, with nothing known of its parameters; `has_few` tells of those that
    are keys if they have one of a few values."""
    node, positions = parsed_alone(project, definition)
    values: dict[str, list[ast.expr | None]] = {}
    keys: set[str] = set()
    for part in walk_scope(node):
        keys.update(item.id for item in _keys(part) if isinstance(item, ast.Name))
        if isinstance(part, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            for target in targets_of(part):
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(part.value)
    few = frozenset(filter(has_few, keys))
    scene = Scene(definition, node, positions, values, frozenset(keys), few, {}, {}, {}, [])
    return with_names(scene, {})


def _keys(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Subscript):
        return [node.slice]
    if isinstance(node, ast.Compare):
        return [node.left]
    return node.args[:1] if isinstance(node, ast.Call) else []


def with_names(scene: Scene, names: Mapping[str, Known]) -> Scene:
    """The same function with other names known."""
    here = scene.definition.module.scopes[scene.definition.function.scope]
    known = {name: value for name, value in names.items() if len(here.bindings.get(name, ())) == 1}
    seen = scene._replace(copies={}, names=known, looks=[])
    for name, values in scene.values.items():
        for value in values if name not in here.global_names else ():
            path = seen.path(value) if value is not None else ""
            local = isinstance(value, ast.Name) and path in here.bindings
            if path and not local:
                seen.copies[name] = path
                break
    return seen
