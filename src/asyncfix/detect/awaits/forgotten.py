"""Says for which use of a coroutine there is no reason but a forgotten `await`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.detect.awaits.mentions import captured, reads
from asyncfix.detect.awaits.uses import Place, Use, error_expected, use_of
from asyncfix.project.view import View

_DATA = frozenset({Use.STRICT, Use.DECLARED, Use.LENIENT, Use.TESTED})
_Display = ast.Tuple | ast.List


def how_forgotten(place: Place, call: ast.expr) -> Use | None:
    """The use that only a forgotten `await` explains; None if there may be another reason."""
    node, parent = _chosen(place.view, call)
    statement = _thrown_away(place.view, node, parent)
    if statement is not None:
        return None if error_expected(place, statement) else Use.STRICT
    names = _names(place.view, node, parent)
    if names:
        also = {use_of(place, parent)} if isinstance(parent, ast.NamedExpr) else set()
        return _use_as_data(place, call, names, also)
    use = use_of(place, call)
    return use if use in _DATA else None


def _chosen(view: View, node: ast.expr) -> tuple[ast.expr, ast.AST]:
    """The outermost choice that gives the expression, and what is around that."""
    parent = view.parents[node]
    while isinstance(parent, ast.IfExp | ast.BoolOp):
        if isinstance(parent, ast.IfExp):
            tested = parent.test is node
        else:
            tested = isinstance(parent.op, ast.And) and parent.values[-1] is not node
        if tested:
            break
        node, parent = parent, view.parents[parent]
    return node, parent


def _thrown_away(view: View, node: ast.expr, parent: ast.AST) -> ast.stmt | None:
    """The statement that does nothing with the value of an expression, if it is in such a one."""
    collected = isinstance(parent, ast.ListComp | ast.SetComp) and parent.elt is node
    if collected or isinstance(parent, _Display):
        parent = view.parents[parent]
    return parent if isinstance(parent, ast.Expr) else None


def _names(view: View, node: ast.expr, parent: ast.AST) -> list[str]:
    """The names that the value of an expression is assigned to, if it is to nothing else."""
    targets: Sequence[ast.expr] = ()
    if isinstance(parent, ast.Assign):
        targets = parent.targets
    elif isinstance(parent, ast.AnnAssign | ast.NamedExpr):
        targets = [parent.target]
    elif isinstance(parent, _Display) and node in parent.elts:
        statement = view.parents[parent]
        if isinstance(statement, ast.Assign):
            at = parent.elts.index(node)
            parts = [_part(item, at, len(parent.elts)) for item in statement.targets]
            targets = [item for item in parts if item is not None]
            if len(targets) < len(parts):
                return []
    names = [item.id for item in targets if isinstance(item, ast.Name)]
    return names if len(names) == len(targets) else []


def _part(target: ast.expr, at: int, size: int) -> ast.expr | None:
    """The target that gets the part at a place of so many; None if that is not told."""
    if not isinstance(target, _Display) or len(target.elts) != size:
        return None
    unpacks = any(isinstance(item, ast.Starred) for item in target.elts)
    return None if unpacks else target.elts[at]


def _use_as_data(place: Place, call: ast.expr, names: Sequence[str], also: set[Use]) -> Use | None:
    """How names that a coroutine is assigned to are used as data, if they are, and never awaited.

    A use that accepts a coroutine counts only if none passes it on: `print(c)`, then
    `gather(c)`. That it is tested says nothing: one that may be None is tested like that too.
    Where a name is bound in several places, only what no coroutine can do tells.
    """
    function = place.view.enclosing_function(call)
    if function is None or any(captured(function, name) for name in names):
        return None
    bindings = [_bindings(place, name) for name in names]
    if not all(bindings):
        return None
    uses = also | {use_of(place, node) for name in names for node in reads(function, name)}
    if uses & {Use.AWAITED, Use.ASKED}:
        return None
    passed_on = Use.OTHER in uses
    if any(count > 1 for count in bindings):
        return Use.STRICT if Use.STRICT in uses and not passed_on else None
    if Use.STRICT in uses:
        return Use.STRICT
    return None if passed_on else next(iter(uses & {Use.LENIENT, Use.DECLARED}), None)


def _bindings(place: Place, name: str) -> int:
    """In how many places a name of the function is bound; 0 if it is another's."""
    module = place.module
    home = place.inference.scope_of(module, place.scope, name)
    if home is None or module.scopes[home].kind != "function":
        return 0
    return len(module.scopes[home].bindings[name])
