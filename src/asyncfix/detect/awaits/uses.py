"""Says what the code around an expression does with its value; a coroutine there would be wrong.

It knows nothing of what the expression is.
"""

from __future__ import annotations

import ast
from enum import Enum
from typing import NamedTuple

from asyncfix.detect.awaits.mentions import captured, reads
from asyncfix.detect.awaits.parameters import parameter_of, wants_data
from asyncfix.detect.awaits.replaced import may_be_replaced
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Named, Ref, Value, name_of
from asyncfix.project.nodes import is_try
from asyncfix.project.summary import Module
from asyncfix.project.view import View, walk_scope

# `bool(x)`, `str(x)` and the like accept a coroutine, so that they say less than `len(x)` does.
_LENIENT = frozenset({"builtins.print", "builtins.str", "builtins.bool", "builtins.hash"})
_ASKING_BUILTINS = frozenset(
    f"builtins.{name}" for name in ("isinstance", "hasattr", "getattr", "type", "id", "callable")
)
_MOST_HANDED_ON = 2
_MEMBERS = frozenset({"send", "throw", "close"})
_COLLECTING = ast.ListComp | ast.SetComp | ast.GeneratorExp
_TESTING = frozenset({"builtins.any", "builtins.all"})
_ADDING = frozenset(
    f"builtins.{name}" for name in ("sum", "max", "min", "sorted", "str.join", "dict")
)
_DISPLAYS = ast.Dict | ast.List | ast.Tuple | ast.Set


class Use(Enum):
    """What becomes of a value.

    STRICT: only plain data does. DECLARED: a function says that it wants plain data. LENIENT: a
    coroutine is accepted, but nobody wants it there. TESTED: it is tested for truth. ASKED: the
    code looks whether it is a coroutine. AWAITED.
    OTHER: it goes on, perhaps to somebody who awaits it.
    """

    STRICT = "strict"
    DECLARED = "declared"
    LENIENT = "lenient"
    TESTED = "tested"
    ASKED = "asked"
    AWAITED = "awaited"
    OTHER = "other"


class Place(NamedTuple):
    """Where a value is made. `in_route`: what the function returns goes to a web framework.

    `promised`: the function says that it returns plain data. `depth`: so many functions have
    handed the value on.
    """

    inference: Inference
    module: Module
    view: View
    scope: int
    in_route: bool
    promised: bool = False
    depth: int = 0

    def value(self, node: ast.expr) -> Value:
        """What an expression there is."""
        return self.inference.value(self.module, describe(node, self.scope))


def use_of(place: Place, node: ast.expr) -> Use:
    """What becomes of the value of an expression, as far as the code around it says."""
    parent = place.view.parents[node]
    if isinstance(parent, ast.BoolOp | ast.IfExp):
        return _use_in_choice(place, parent, node)
    if isinstance(parent, ast.Call | ast.keyword):
        return _use_in_call(place, parent, node)
    if isinstance(parent, ast.Return):
        if place.in_route:
            return Use.STRICT
        return Use.DECLARED if place.promised else Use.OTHER
    if isinstance(parent, _DISPLAYS):
        return Use.STRICT if _is_data_in(place, parent, node) else Use.OTHER
    if isinstance(parent, ast.stmt):
        return _use_in_statement(parent, node)
    if isinstance(parent, _COLLECTING) and parent.elt is node:
        return _use_of_items(place, parent)
    return _use_in_expression(parent, node)


def _use_of_items(place: Place, made: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Use:
    """What becomes of what a comprehension collects."""
    parent = place.view.parents[made]
    if not isinstance(parent, ast.Call) or parent.args != [made] or parent.keywords:
        return Use.OTHER
    value = place.value(parent.func)
    if not isinstance(value, Named):
        return Use.OTHER
    tested = Use.TESTED if value.name in _TESTING else Use.OTHER
    return Use.STRICT if value.name in _ADDING else tested


def _use_in_statement(parent: ast.stmt, node: ast.expr) -> Use:
    if isinstance(parent, ast.If | ast.While | ast.Assert):
        return Use.TESTED if parent.test is node else Use.OTHER
    if isinstance(parent, ast.For):
        return Use.STRICT if parent.iter is node else Use.OTHER
    if isinstance(parent, ast.Assign):
        return Use.STRICT if _unpacks(parent) else Use.OTHER
    strict = isinstance(parent, ast.AugAssign | ast.Raise | ast.Match)
    return Use.STRICT if strict else Use.OTHER


def _unpacks(statement: ast.Assign) -> bool:
    return all(isinstance(target, ast.Tuple | ast.List) for target in statement.targets)


def _use_in_expression(parent: ast.AST, node: ast.expr) -> Use:
    if isinstance(parent, ast.Await):
        return Use.AWAITED
    if isinstance(parent, ast.Attribute):
        return _use_of_member(parent.attr)
    if isinstance(parent, ast.Subscript):
        indexing = not isinstance(parent.ctx, ast.Store)
        return Use.STRICT if parent.value is node or indexing else Use.OTHER
    if isinstance(parent, ast.Compare):
        return _use_in_comparison(parent)
    if isinstance(parent, ast.UnaryOp):
        return Use.TESTED if isinstance(parent.op, ast.Not) else Use.STRICT
    if isinstance(parent, ast.FormattedValue):
        return Use.LENIENT
    if isinstance(parent, ast.comprehension):
        if parent.iter is node:
            return Use.OTHER if parent.is_async else Use.STRICT
        return Use.TESTED
    strict = isinstance(parent, ast.BinOp | ast.Starred | ast.Slice)
    return Use.STRICT if strict else Use.OTHER


def _use_of_member(name: str) -> Use:
    own = name in _MEMBERS or name.startswith("cr_") or name.startswith("__")
    return Use.ASKED if own else Use.STRICT


def _use_in_comparison(parent: ast.Compare) -> Use:
    sides = (parent.left, *parent.comparators)
    if any(isinstance(item, ast.Is | ast.IsNot) for item in parent.ops):
        nothing = [isinstance(item, ast.Constant) and item.value is None for item in sides]
        return Use.TESTED if len(sides) == 2 and any(nothing) else Use.OTHER
    lenient = all(isinstance(item, ast.Eq | ast.NotEq) for item in parent.ops)
    return Use.LENIENT if lenient else Use.STRICT


def _use_in_choice(place: Place, parent: ast.BoolOp | ast.IfExp, node: ast.expr) -> Use:
    if isinstance(parent, ast.IfExp):
        return Use.TESTED if parent.test is node else use_of(place, parent)
    if isinstance(parent.op, ast.And) and parent.values[-1] is not node:
        return Use.TESTED
    return use_of(place, parent)


def _use_in_call(place: Place, parent: ast.Call | ast.keyword, node: ast.expr) -> Use:
    if isinstance(parent, ast.keyword):
        if parent.arg is None:
            return Use.STRICT
        owner = place.view.parents[parent]
        return _use_by_callee(place, owner, node) if isinstance(owner, ast.Call) else Use.OTHER
    if parent.func is node:
        return Use.STRICT
    return _use_by_callee(place, parent, node)


def _use_by_callee(place: Place, call: ast.Call, argument: ast.expr) -> Use:
    value = place.value(call.func)
    if not isinstance(value, Named):
        return Use.OTHER
    asking = tuple(place.inference.catalogue.asks_about)
    if value.name in _ASKING_BUILTINS or value.name.startswith(asking):
        return Use.ASKED
    if value.name in place.inference.catalogue.takes_data:
        return Use.LENIENT if value.name in _LENIENT else Use.STRICT
    if wants_data(place.inference, place.module, value, call, argument):
        return Use.DECLARED
    return _use_in_function(place, value, call, argument)


def _use_in_function(place: Place, callee: Named, call: ast.Call, argument: ast.expr) -> Use:
    """STRICT where a function of the project only does with an argument what needs data."""
    inference = place.inference
    found = parameter_of(inference, place.module, callee, call, argument)
    if found is None or found[0].function.owner >= 0 or place.depth == _MOST_HANDED_ON:
        return Use.OTHER
    module, function, name = found[0].module, found[0].function, found[1].name
    view = inference.project.view_around(module, function)
    node = view.function_node(function)
    if len(module.scopes[function.scope].bindings[name]) > 1 or captured(node, name):
        return Use.OTHER
    inside = Place(inference, module, view, function.scope, False, False, place.depth + 1)
    uses = {use_of(inside, item) for item in reads(node, name)}
    if Use.STRICT not in uses or uses & {Use.AWAITED, Use.ASKED, Use.OTHER}:
        return Use.OTHER
    other = may_be_replaced(inference, place.module, describe(call.func, place.scope))
    return Use.OTHER if other else Use.STRICT


def _is_data_in(place: Place, display: ast.AST, node: ast.expr) -> bool:
    """Whether a list, tuple, set or dictionary needs data there, or what takes it does."""
    if isinstance(display, ast.Dict):
        merged = (item for key, item in zip(display.keys, display.values, strict=True) if not key)
        if node in merged:
            return True
    parent = place.view.parents[display]
    formats = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mod)
    if isinstance(parent, ast.Subscript) and parent.slice is display:
        return not isinstance(parent.ctx, ast.Store)
    return formats or isinstance(parent, ast.Match) or _is_serialised(place, display)


def _is_serialised(place: Place, node: ast.AST) -> bool:
    """Whether a list, tuple, set or dictionary is, or is part of, what is turned into text.

    A route's framework does that with what is returned; the built-ins take containers as they are.
    """
    while isinstance(node, _DISPLAYS):
        inner, node = node, place.view.parents[node]
    if isinstance(node, ast.Return):
        return place.in_route
    if not isinstance(node, ast.Call) or inner not in node.args:
        return False
    value = place.value(node.func)
    if not isinstance(value, Ref) or value.name.startswith("builtins."):
        return False
    return value.name in place.inference.catalogue.takes_data


def error_expected(place: Place, statement: ast.stmt) -> bool:
    """Whether a `with` around a statement says that it is meant to fail, or to warn."""
    return any(
        _expects(place, item.context_expr)
        for parent in place.view.ancestors(statement)
        if isinstance(parent, ast.With)
        for item in parent.items
    )


def _expects(place: Place, context: ast.expr) -> bool:
    if any(
        isinstance(node, ast.Name) and node.id == "RuntimeWarning" for node in ast.walk(context)
    ):
        return True
    if not isinstance(context, ast.Call):
        return False
    value = place.value(context.func)
    expecting = place.inference.catalogue.expects_errors
    return name_of(value) in expecting


def error_handled(place: Place, statement: ast.stmt) -> bool:
    """Whether a `try` around a statement handles what the wrong kind of object raises."""
    return any(
        isinstance(part, ast.Name) and part.id in ("TypeError", "AttributeError")
        for parent in place.view.ancestors(statement)
        if is_try(parent)
        for handler in parent.handlers
        if handler.type is not None
        for part in ast.walk(handler.type)
    )


def asks_first(view: View, call: ast.Call) -> bool:
    """Whether the function asks something about what it calls: if it is a coroutine function."""
    function = view.enclosing_function(call)
    text = ast.unparse(call.func)
    return function is not None and any(
        isinstance(node, ast.Call)
        and any(ast.unparse(item) == text for item in node.args)
        and _tells(view, node)
        for node in walk_scope(function)
    )


def _tells(view: View, question: ast.Call) -> bool:
    """Whether a call of that name, or what depends on it, tells coroutine functions from others."""
    name = ast.unparse(question.func).rpartition(".")[2].lower()
    if any(word in name for word in ("corout", "async", "await")):
        return True
    child: ast.AST = question
    for parent in view.ancestors(question):
        if isinstance(parent, ast.If | ast.IfExp) and parent.test is child:
            return name != "callable"
        if isinstance(parent, ast.stmt):
            return False
        child = parent
    return False
