"""What runs in a thread, as it would be written to run here."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from asyncfix.project.values import Ref, Value, name_of
from asyncfix.runners import Offload

_PARTIAL = Ref("functools.partial")


def offloaded(
    offloads: Mapping[str, Offload], node: ast.expr, by_names: Callable[[ast.expr], Value]
) -> ast.expr | None:
    """What a call runs in a thread, as it would be written to run here.

    None if it is no such call, or if what it runs is not written there.
    """
    callee = by_names(node.func) if isinstance(node, ast.Call) else None
    offload = offloads.get(name_of(callee))
    if not isinstance(node, ast.Call) or offload is None or not offload.passes:
        return None
    given = node.args[offload.position - 1 :]
    if not given or isinstance(given[0], ast.Starred):
        return None
    func, rest = given[0], given[1:]
    if isinstance(func, ast.Lambda):
        return func.body
    keywords = node.keywords if offload.passes == "all" else []
    if isinstance(func, ast.Call) and by_names(func.func) == _PARTIAL and func.args:
        rest, keywords = [*func.args[1:], *rest], [*func.keywords, *keywords]
        func = func.args[0]
    return ast.Call(func, rest, keywords)
