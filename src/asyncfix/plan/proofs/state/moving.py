"""Says what a piece of code moves on in, or takes the next item of: iterators, random numbers; and
what it depends on that is set for the whole process."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.proofs.state.stateful import Stateful
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Ref, Value, name_of
from asyncfix.project.summary import Module

_MOVING = frozenset({ast.For, ast.comprehension, ast.Call})


def moved_by(
    inference: Inference, stateful: Stateful, module: Module, scope: int, node: ast.AST
) -> Iterator[tuple[ast.expr, bool]]:
    """What a node depends on, and whether it also moves that on.

    What a function moves that has no object goes by its name.
    """
    if type(node) not in _MOVING:
        return
    if isinstance(node, ast.For | ast.comprehension):
        if stateful.is_used_up(module, describe(node.iter, scope)):
            yield node.iter, True
    elif isinstance(node, ast.Call):
        value = inference.value(module, describe(node.func, scope))
        for state in stateful.depends(value):
            yield from ((text, False) for text in spellings(state, node))
        if isinstance(node.func, ast.Attribute) and stateful.moves(value):
            yield node.func.value, True
        elif (state := _process_wide(inference, value)) or (state := stateful.started(value)):
            yield ast.copy_location(ast.Name(state, ast.Load()), node), True
        elif sequence := stateful.sequence(value):
            yield ast.copy_location(ast.Name(sequence, ast.Load()), node), True
        elif value == Ref("builtins.next") and node.args:
            yield node.args[0], True
        else:
            for given in node.args:
                if stateful.is_used_up(module, describe(given, scope)):
                    yield given, True


def spellings(state: str, node: ast.Call) -> Iterator[ast.expr]:
    """What a dotted name stands for, whichever way code imports it."""
    home, _, last = state.rpartition(".")
    for text in (ast.Name(state, ast.Load()), ast.Attribute(ast.Name(home), last, ast.Load())):
        yield ast.copy_location(text, node)


def _process_wide(inference: Inference, value: Value) -> str:
    """What a function changes for the whole process, by the name of one that does so; or ""."""
    name = name_of(value)
    known = inference.catalogue
    return known.undoes.get(name, name) if name in known.process_wide else ""
