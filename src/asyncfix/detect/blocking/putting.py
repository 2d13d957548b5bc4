"""Finds where code puts something in the place of a function, for a while: `patch`, `setattr`."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from asyncfix.project.alone import parsed_alone
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Inference, Instance, Ref
from asyncfix.project.known.outlook import dotted
from asyncfix.project.nodes import root_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Called, Constant, Expr, Name, Text

_WAITS = frozenset({"sleep", "wait", "join"})


class Put(NamedTuple):
    """What is put in a place: the dotted `names` of that, and from which line to which.

    `root` is the name of the one object that gets it, or that has it; empty if all have it.
    """

    names: tuple[str, ...]
    first: int = 0
    last: int | None = None
    root: str = ""

    def is_at(self, line: int, roots: Container[str] | None) -> bool:
        """Whether it is there at a line, for a call that names these things."""
        near = not self.root or roots is None or self.root in roots
        return near and self.first <= line and (self.last is None or line <= self.last)


def puts_by_decorators(
    inference: Inference, module: Module, decorators: Sequence[Expr]
) -> Iterator[Put]:
    """What decorators put in a place, as `@patch("shop.send")` does."""
    for item in decorators:
        if isinstance(item, Called) and inference.catalogue.replaces(".".join(_path(item.func))):
            yield Put(_names(inference, module, item.args))


def puts(inference: Inference, definition: Definition) -> Iterator[Put]:
    """What the code of a function puts in a place, and functions in it."""
    node, _ = parsed_alone(inference.project, definition)
    module, scope = definition.module, definition.function.scope
    blocks = [item for item in ast.walk(node) if isinstance(item, ast.With | ast.AsyncWith)]
    headers = {
        part: block
        for block in blocks
        for item in block.items
        for part in ast.walk(item.context_expr)
    }
    for item in ast.walk(node):
        names: tuple[str, ...] = ()
        owner: ast.expr | None = None
        line = getattr(item, "lineno", 0)
        if isinstance(item, ast.Call) and inference.catalogue.replaces(dotted(item.func)):
            if not _may_run_it(node, item):
                names = _names(inference, module, [describe(x, scope) for x in item.args])
                owner = item.args[0] if item.args else None
        elif isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Attribute):
            target, owner = item.targets[0], item.targets[0].value
            if not _calls_through(node, item.value, target.attr):
                names = _of_attribute(inference, module, describe(target.value, scope), target.attr)
        if names:
            block = headers.get(item)
            last = block.end_lineno if block is not None else None
            root = root_name(owner) if owner is not None else None
            of_one = isinstance(inference.value(module, describe(owner, scope)), Instance)
            yield Put(names, line, last, root.id if of_one and root is not None else "")


def _path(func: Expr) -> list[str]:
    if isinstance(func, Attr):
        return [*_path(func.base), func.name]
    return [func.name] if isinstance(func, Name) else [""]


def _may_run_it(node: ast.AST, call: ast.Call) -> bool:
    """Whether what is put there may run what was there before, or wait itself."""
    if any(item.arg == "wraps" for item in call.keywords):
        return True
    texts = [item.value for item in call.args if isinstance(item, ast.Constant)]
    name = str(texts[0]).rpartition(".")[2] if texts else ""
    given = [*call.args[1:], *(item.value for item in call.keywords)]
    return any(_calls_through(node, item, name) for item in given)


def _calls_through(node: ast.AST, given: ast.expr, name: str) -> bool:
    """Whether a function that is given may call one of that name, or one that waits."""
    made: list[ast.AST] = [given]
    if isinstance(given, ast.Name):
        made += [
            item
            for item in ast.walk(node)
            if isinstance(item, ast.FunctionDef) and item.name == given.id
        ]
    calls = [dotted(x.func) for part in made for x in ast.walk(part) if isinstance(x, ast.Call)]
    words = {text.rpartition(".")[2] for text in calls}
    kept = any(
        isinstance(item, ast.Attribute) and item.attr == name and isinstance(item.ctx, ast.Load)
        for item in ast.walk(node)
    )
    known = len(made) > 1 or not isinstance(given, ast.Name)
    return bool(words & {*_WAITS, name}) or (kept and bool(words)) or (kept and not known)


def _names(inference: Inference, module: Module, args: Sequence[Expr]) -> tuple[str, ...]:
    """The dotted names of what a call names: in one text, or as an object and a text."""
    first = args[0] if args else None
    if isinstance(first, Constant | Text):
        return _of_text(inference, module, str(first.value))
    second = args[1] if len(args) > 1 else None
    if isinstance(second, Constant | Text):
        return _of_attribute(inference, module, first, str(second.value))
    return ()


def _of_text(inference: Inference, module: Module, text: str) -> tuple[str, ...]:
    place, rest = inference.longest_module(text, module.path)
    if place is None or not rest:
        return (inference.catalogue.canonical(text),) if "." in text else ()
    expr: Expr = Name(rest[0], 0)
    for name in rest[1:]:
        expr = Attr(expr, name)
    value = inference.value(place, expr) if len(rest) > 1 else None
    own = f"{place.name}.{'.'.join(rest)}"
    return (own, value.name) if isinstance(value, Ref | Bound) else (own,)


def _of_attribute(inference: Inference, module: Module, base: Expr, name: str) -> tuple[str, ...]:
    owner = inference.value(module, base)
    if isinstance(owner, Ref):
        value = inference.value(module, Attr(base, name))
        own = f"{owner.name}.{name}"
        is_class = inference.class_named(owner.name, module.path) is not None
        return (own, value.name) if is_class and isinstance(value, Ref | Bound) else (own,)
    if isinstance(owner, Instance):
        value = inference.attribute(owner, name, module.path)
        return (f"{owner.cls}.{name}", *((value.name,) if isinstance(value, Bound) else ()))
    return ()
