"""What a handler awaits, and which coroutine functions of the project run when it does."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator, Mapping

from asyncfix.detect.blocking.feasible import step_at
from asyncfix.model import Step
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.expressions import dotted_text
from asyncfix.project.inference import Inference
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.view import walk_scope

_MOST = 300


def awaited(inference: Inference, definition: Definition) -> tuple[str, ...]:
    """What a function awaits itself, as it is written."""
    view = inference.project.view(definition.module.path)
    nodes = sorted(
        (node for node in walk_scope(view.function_node(definition.function)) if _waits(node)),
        key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)),
    )
    return tuple(dict.fromkeys(text for node in nodes for text in _texts(node)))


def _waits(node: ast.AST) -> bool:
    asynchronous = isinstance(node, ast.AsyncFor | ast.AsyncWith | ast.Await)
    return asynchronous or (isinstance(node, ast.comprehension) and bool(node.is_async))


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Await):
        yield _short(node.value)
    elif isinstance(node, ast.AsyncFor | ast.comprehension):
        yield f"async for {_short(node.iter)}"
    elif isinstance(node, ast.AsyncWith):
        yield from (f"async with {_short(item.context_expr)}" for item in node.items)


def _short(node: ast.expr) -> str:
    return dotted_text(node.func if isinstance(node, ast.Call) else node)


def running(graph: CallGraph, definition: Definition) -> Mapping[Key, tuple[Step, ...]]:
    """The coroutine functions of the project that a handler runs, itself first.

    Each with the shortest way to it. What is defined in a function counts as part of it.
    """
    found: dict[Key, tuple[Step, ...]] = {key_of(definition): ()}
    ways: deque[tuple[Definition, tuple[Step, ...]]] = deque([(definition, ())])
    while ways and len(found) < _MOST:
        current, way = ways.popleft()
        for inner in _inside(current.module, current.function.index):
            found.setdefault((current.module.path, inner), way)
        for call in graph.calls(current):
            value = graph.inference.value(current.module, call.func)
            for target in graph.inference.functions(value, current.module.path):
                if target.function.is_async and key_of(target) not in found:
                    step = step_at(current, call.span, call.text)
                    found[key_of(target)] = (*way, step)
                    ways.append((target, (*way, step)))
    return found


def _inside(module: Module, index: int) -> Iterator[int]:
    """The functions that are defined in one, at any depth."""
    for function in module.functions:
        around = module.scopes[function.outer].function
        while around >= 0 and around != index:
            around = module.scopes[module.functions[around].outer].function
        if around == index:
            yield function.index
