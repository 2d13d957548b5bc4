"""Moves what runs when a module is imported to the start of the application that it makes.

Nothing can be awaited at a module's top; an application awaits its lifespan before it serves.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from asyncfix.frameworks import Framework
from asyncfix.model import Argument, Edit
from asyncfix.plan.clients.application import OLDER, lifespan_keyword, older
from asyncfix.plan.code.names import given
from asyncfix.plan.code.spelling import fresh
from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Change, Fact, Key, Remark, obstacle
from asyncfix.plan.twins.homes import home
from asyncfix.plan.twins.names import written
from asyncfix.project.inference import Ref, object_name
from asyncfix.project.nodes import names_in
from asyncfix.project.tests import is_collected
from asyncfix.project.view import View

_LIFESPAN = "lifespan"
_CODEMOD = "do_at_start"
_PLAIN = (ast.Name, ast.Attribute, ast.Constant, ast.Load)


class _Application(NamedTuple):
    """The one application that a module makes, and the statement that does.

    `keyword` is that of its lifespan.
    """

    statement: ast.Assign
    call: ast.Call
    framework: Framework
    keyword: str

    @property
    def target(self) -> ast.expr:
        """What it is assigned to."""
        return self.statement.targets[0]


def moved_to_start(
    context: Context, key: Key, view: View, call: ast.Call, lines: str, advice: str
) -> Iterator[Fact]:
    """The edits that do `lines` when the application starts, instead of a call at import.

    Without an application of the module that can do so, `advice` is what the reader is told.
    """
    statement, text = view.parents[call], ast.unparse(call)
    applications = list(_applications(context, view))
    if len(applications) != 1 or statement not in view.tree.body or not _is_plain(call):
        reason = f"`{text}` runs when the module is imported, where nothing can be awaited"
        yield obstacle(key, view, call, f"{reason}: {advice}" if advice else reason)
        return
    application = applications[0]
    where = f"`{text}` belongs into the lifespan of `{ast.unparse(application.target)}`"
    problem = _problem(context, view, application)
    if problem or not isinstance(statement, ast.Expr) or not view.stands_alone(statement):
        yield obstacle(key, view, call, f"{where}: {problem or 'it shares its line'}")
        return
    edits = list(_edits(context, view, application, call, lines))
    if not edits:
        yield obstacle(key, view, call, f"{where}, which is not a function in sight")
        return
    yield Change(key, Edit(view.module.path, view.span(statement), "drop_statement"))
    for edit in edits:
        yield Change(key, edit)
    place = f"{view.module.path}, line {call.lineno}"
    yield Remark(key, f"`{text}` in {place}, runs when the application starts, no longer at import")


def _is_plain(call: ast.Call) -> bool:
    """Whether a call only reads names, so that it can be written elsewhere as it is."""
    parts = [call.func, *given(call)]
    return all(isinstance(part, _PLAIN) for item in parts for part in ast.walk(item))


def _applications(context: Context, view: View) -> Iterator[_Application]:
    for statement in view.tree.body:
        call = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(statement, ast.Assign) and isinstance(call, ast.Call):
            name = object_name(context.value_in(view, call.func))
            for framework in context.catalogue.frameworks:
                keyword = lifespan_keyword(framework)
                if name in framework.applications and keyword and len(statement.targets) == 1:
                    yield _Application(statement, call, framework, keyword)


def _problem(context: Context, view: View, application: _Application) -> str:
    """Why the application would not do it, or not in time; empty if it would."""
    call, framework = application.call, application.framework
    keywords = {item.arg for item in call.keywords}
    events = {name for name, role in framework.keywords.items() if role in OLDER}
    if None in keywords or keywords & events:
        return "it has arguments that a lifespan would silence"
    for text, where in older(context, framework):
        return f"a lifespan would silence `{text}` in {where}"
    for name in sorted(framework.mounts):
        for place, node in _attributes(context, name):
            mounting = place.parents[node]
            if isinstance(mounting, ast.Call) and _hands_over(context, place, mounting, view, call):
                return f"it is mounted in {place.module.path}, line {node.lineno}, and never starts"
    return _unstarted(context, view, application)


def _attributes(context: Context, name: str) -> Iterator[tuple[View, ast.Attribute]]:
    for module in context.project.mentioning(name):
        place = context.view(module.path)
        for node in place.mentions(name):
            if isinstance(node, ast.Attribute):
                yield place, node


def _hands_over(context: Context, place: View, call: ast.Call, view: View, made: ast.Call) -> bool:
    """Whether a call is handed the application that another call makes."""
    statement = view.parents[made]
    own = home(context, view, statement.targets[0]) if isinstance(statement, ast.Assign) else None
    return any(home(context, place, item) == own for item in given(call))


def _unstarted(context: Context, view: View, application: _Application) -> str:
    """A client of tests that does not start the application, whose database has to be there."""
    clients = application.framework.clients
    for name in application.framework.overrides:
        if any(is_collected(place.module.path) for place, _ in _attributes(context, name)):
            return ""
    for last in sorted({name.rpartition(".")[2] for name in clients}):
        for module in context.project.mentioning(last):
            place = context.view(module.path)
            for call in ast.walk(place.tree):
                if not isinstance(call, ast.Call) or not _is_named(context, place, call, clients):
                    continue
                handed = _hands_over(context, place, call, view, application.call)
                if handed and not _is_entered(place, call):
                    where = f"{module.path}, line {call.lineno}"
                    return f"`{ast.unparse(call)}` in {where}, does not start it: use a `with`"
    return ""


def _is_named(context: Context, place: View, call: ast.Call, names: Set[str]) -> bool:
    return object_name(context.value_in(place, call.func)) in names


def _is_entered(place: View, call: ast.Call) -> bool:
    """Whether a `with` enters what a call makes, there or by the name that it is given."""
    parent = place.parents[call]
    if isinstance(parent, ast.withitem):
        return True
    target = parent.targets[0] if isinstance(parent, ast.Assign) else None
    return isinstance(target, ast.Name) and any(
        isinstance(place.parents[node], ast.withitem) for node in place.mentions(target.id)
    )


def _edits(
    context: Context, view: View, application: _Application, call: ast.Call, lines: str
) -> Iterator[Edit]:
    path, made = view.module.path, application.call
    arguments: dict[str, Argument] = {"statements": (lines,), "line": str(call.lineno)}
    known = next((item.value for item in made.keywords if item.arg == application.keyword), None)
    if known is not None:
        first = _body(context, view, known, call)
        if first is not None:
            yield Edit(path, view.span(first), _CODEMOD, arguments)
        return
    manager = written(context, view, made, "contextlib.asynccontextmanager")
    name = fresh(view, _LIFESPAN)
    target = ast.unparse(application.target)
    reads = names_in(call)
    parameter = "_" if target in reads or not target.isidentifier() else target
    arguments["opening"] = f"async def {name}({parameter}: {ast.unparse(made.func)}):"
    arguments["decorator"] = manager.text
    span = view.span(application.statement)
    yield Edit(path, span, _CODEMOD, arguments, manager.imports)
    added: dict[str, Argument] = {"argument": f"{application.keyword}={name}"}
    yield Edit(path, view.span(made), "add_argument", added)


def _body(context: Context, view: View, known: ast.expr, call: ast.Call) -> ast.stmt | None:
    """The first statement of the coroutine function that is the application's lifespan."""
    value = context.value_in(view, known)
    if not isinstance(value, Ref):
        return None
    found = context.inference.functions(value, view.module.path)
    if len(found) != 1 or found[0].module.path != view.module.path:
        return None
    function = found[0].function
    names = names_in(call)
    bound = view.module.scopes[function.scope].bindings.keys()
    node = view.function_node(function)
    if not function.is_async or not function.is_generator or names & bound:
        return None
    first = node.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = node.body[1:] if is_text and len(node.body) > 1 else node.body
    return body[0] if view.stands_alone(body[0]) else None


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """The edits, with what the application does at its start in one, in the order of lines."""
    merged: dict[object, Edit] = {}
    others: list[Edit] = []
    starting: list[Edit] = []
    for edit in edits:
        (starting if edit.codemod == _CODEMOD else others).append(edit)
    for edit in sorted(starting, key=lambda item: int(item.text("line"))):
        known = merged.setdefault((edit.path, edit.span), edit)
        if known is not edit:
            statements = (*known.names("statements"), *edit.names("statements"))
            arguments = {**known.arguments, "statements": tuple(dict.fromkeys(statements))}
            merged[edit.path, edit.span] = known._replace(arguments=arguments)
    return [*others, *merged.values()]
