"""Says how the URL that an object is made with names the driver of its twin."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Edit
from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Change, Fact, Key, Remark, expression_key, obstacle
from asyncfix.plan.twins.homes import home
from asyncfix.plan.twins.twin import Twin
from asyncfix.project.values import name_of, object_name
from asyncfix.project.view import View

_SEPARATOR = "://"
_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get"})
Text = tuple[View, ast.expr]


def carried(
    context: Context, view: View, call: ast.Call, maker: Twin, url: ast.expr | None
) -> Iterator[Fact]:
    """The new beginning of the URL; what a person has to see to, where it is not written out."""
    key = expression_key(view, call)
    if url is None:
        yield obstacle(key, view, call, f"`{ast.unparse(call.func)}` is given no URL")
        return
    text, settled = _written_out(context, view, url)
    old = _beginning(text[1]) if text is not None else ""
    if text is None or not old:
        yield Remark(key, _left_open(view, url, maker))
        return
    if old not in maker.urls:
        reason = f"no asynchronous driver is known for `{old}{_SEPARATOR}`"
        yield obstacle(key, text[0], text[1], reason)
        return
    place, node = text
    new = maker.urls[old]
    if new != old:
        if _is_used_elsewhere(context, place, node, maker):
            reason = "the URL is used elsewhere too: give this engine one of its own"
            yield obstacle(key, place, node, reason)
            return
        arguments = {"old": old + _SEPARATOR, "new": new + _SEPARATOR}
        yield Change(key, Edit(place.module.path, place.span(node), "use_text", arguments))
    package = maker.packages.get(new, "")
    yield Remark(key, "", (package,) if package else ())
    driver = maker.drivers.get(old, "")
    for path in context.project.with_word(driver) if driver and new != old else ():
        yield Remark(key, f"`{driver}`, which {path} names, has errors and types of other classes")
    if not settled:
        yield Remark(key, _left_open(view, url, maker))


def _left_open(view: View, url: ast.expr, maker: Twin) -> str:
    drivers = ", ".join(f"`{new}`" for new in dict.fromkeys(maker.urls.values()))
    where = f"{view.module.path}, line {url.lineno}"
    return f"`{ast.unparse(url)}` in {where}, must name an asynchronous driver ({drivers})"


def _written_out(context: Context, view: View, url: ast.expr) -> tuple[Text | None, bool]:
    """The text that a URL begins with, and whether it always does."""
    if isinstance(url, ast.Constant | ast.JoinedStr):
        return (view, url), True
    if isinstance(url, ast.BinOp) and isinstance(url.op, ast.Add | ast.Mod):
        return _written_out(context, view, url.left)
    func = url.func if isinstance(url, ast.Call) else None
    if isinstance(func, ast.Attribute) and func.attr == "format":
        return _written_out(context, view, func.value)
    if isinstance(url, ast.Call):
        known = name_of(context.value_in(view, url.func)) in _ENVIRONMENT
        default = url.args[1] if known and len(url.args) > 1 else None
        if isinstance(default, ast.Constant | ast.JoinedStr):
            return (view, default), False
        return None, False
    value_of = _assigned(context, view, url)
    if value_of is None:
        return None, False
    place, node = value_of
    if isinstance(node, ast.Name | ast.Attribute):
        return None, False
    return _written_out(context, place, node)


def _assigned(context: Context, view: View, node: ast.expr) -> Text | None:
    """The one value that a variable of a module is assigned."""
    variable = home(context, view, node)
    if variable is None or variable.kind != "name":
        return None
    place = context.view(variable.path)
    found = [
        statement.value
        for mention in place.mentions(variable.name)
        if not isinstance(mention, ast.alias)
        and isinstance(statement := place.parents[mention], ast.Assign | ast.AnnAssign)
        and statement.value is not mention
        and home(context, place, mention) == variable
    ]
    bindings = place.module.scopes[variable.number].bindings[variable.name]
    if len(found) != 1 or len(bindings) != 1 or found[0] is None:
        return None
    return place, found[0]


def _beginning(node: ast.expr) -> str:
    """What stands before the `://` of a text; empty if there is none."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
    value = first.value if isinstance(first, ast.Constant) else None
    if not isinstance(value, str) or _SEPARATOR not in value:
        return ""
    return value.partition(_SEPARATOR)[0]


def _is_used_elsewhere(context: Context, view: View, node: ast.expr, maker: Twin) -> bool:
    """Whether the variable that a text is assigned to is used but to make such objects."""
    for parent in view.ancestors(node):
        if isinstance(parent, ast.Call) and _is_maker(context, view, parent, maker):
            return False
        if isinstance(parent, ast.stmt):
            break
    statement = view.statement(node)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    variables = {home(context, view, item) for item in targets}
    for target in targets:
        for module in context.project.mentioning(ast.unparse(target)):
            place = context.view(module.path)
            for mention in place.mentions(ast.unparse(target)):
                if _is_other_use(context, place, mention, variables, maker):
                    return True
    return False


def _is_other_use(
    context: Context,
    view: View,
    node: ast.Name | ast.Attribute | ast.alias,
    variables: set[Key | None],
    maker: Twin,
) -> bool:
    if isinstance(node, ast.alias) or not isinstance(node.ctx, ast.Load):
        return False
    if home(context, view, node) not in variables:
        return False
    parent = view.parents[node]
    call = view.parents[parent] if isinstance(parent, ast.keyword) else parent
    return not isinstance(call, ast.Call) or not _is_maker(context, view, call, maker)


def _is_maker(context: Context, view: View, call: ast.Call, maker: Twin) -> bool:
    return object_name(context.value_in(view, call.func)) == maker.name
