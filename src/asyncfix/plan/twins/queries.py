"""Turns queries that a session executes by themselves into those that are handed to its twin."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from asyncfix.model import Argument, Edit, Import
from asyncfix.plan.context import Context
from asyncfix.plan.twins.chain_table import ChainTable, End
from asyncfix.plan.twins.chains import (
    Chain,
    Start,
    chain_from,
    is_start,
    is_steady,
    method,
    starts_of,
    steps_of,
)
from asyncfix.plan.twins.facts import Change, Fact, Link, expression_key, obstacle
from asyncfix.plan.twins.homes import home
from asyncfix.plan.twins.names import written
from asyncfix.plan.twins.suspending import suspending
from asyncfix.project.inference import Ref
from asyncfix.project.nodes import is_spread
from asyncfix.project.view import View

_SPELLED = re.compile(r"@\{([\w.]+)\}")
_LOOPS = (ast.For, ast.comprehension)
_COLLECTING = frozenset({"list", "tuple", "set", "sorted", "enumerate", "iter", "next", "len"})
_BARE = "{query}"


def query_facts(context: Context, table: ChainTable, view: View, node: ast.expr) -> Iterator[Fact]:
    """What is to be said of a query: at the call that starts it, or at a name that has one."""
    if isinstance(node, ast.Call) and not is_start(table, node):
        if not _is_step(table, node):
            yield obstacle(expression_key(view, node), view, node, _unseen(node))
        return
    key = expression_key(view, node)
    starts = starts_of(context, table, view, node)
    if starts is None:
        reason = f"it is not known which session `{ast.unparse(node)}` goes to, or what it asks for"
        yield obstacle(key, view, node, reason)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield Link(key, expression_key(view, node.func.value))
        variable = home(context, view, node)
        if variable is not None:
            yield Link(key, variable._replace(kind="query"))
        return
    for start in starts:
        yield Link(key, expression_key(view, start.session))
    chain = chain_from(table, view, node)
    yield from _chain_facts(context, table, chain, starts)


def _is_step(table: ChainTable, call: ast.Call) -> bool:
    return method(call) in table.steps


def _unseen(node: ast.expr) -> str:
    return f"`{ast.unparse(node)}` gives a query that is not made in sight"


def _chain_facts(
    context: Context, table: ChainTable, chain: Chain, starts: list[Start]
) -> Iterator[Fact]:
    view, key = chain.view, expression_key(chain.view, chain.base)
    entity = starts[0].entity and not table.narrowing & {*chain.names}
    texts = {ast.unparse(start.session) for start in starts}
    if len(texts) > 1 or len({start.entity for start in starts}) > 1:
        yield obstacle(key, view, chain.node, "its query is one of several kinds")
        return
    last = method(chain.last) if chain.last is not None else ""
    if last and last not in table.ends and last not in table.plain:
        reason = f"`{last}()` of a query has no counterpart that is known"
        yield obstacle(key, view, chain.node, reason)
        return
    end = _end(context, table, chain, starts, entity, last)
    if end is None and last in table.ends:
        reason = f"`{last}()` of such a query has no exact counterpart"
        yield obstacle(key, view, chain.node, reason)
        return
    if end is None and not last and not _goes_on(context, table, chain):
        reason = f"the query `{ast.unparse(chain.node)}` goes where it is not followed"
        part = view.parents[chain.node]
        if isinstance(part, ast.Subscript) and part.value is chain.node:
            reason = f"`{ast.unparse(part)}` is a part of a query: {table.sliced}"
        yield obstacle(key, view, chain.node, reason)
        return
    in_variable = end is not None and isinstance(chain.base, ast.Name)
    if in_variable and not all(is_steady(context, view, start.session) for start in starts):
        reason = f"`{texts.pop()}` may be another session than that of the query"
        yield obstacle(key, view, chain.node, reason)
        return
    parent = view.parents[chain.node]
    for target in parent.targets if isinstance(parent, ast.Assign) else ():
        if (variable := home(context, view, target)) is not None:
            yield Link(key, variable._replace(kind="query"))
    edit = _edit(context, table, chain, starts[0], end, entity)
    if edit is None:
        return
    if end is None:
        yield Change(key, edit)
    else:
        yield from suspending(key, view, chain.node, edit)


def _end(
    context: Context,
    table: ChainTable,
    chain: Chain,
    starts: Sequence[Start],
    entity: bool,
    last: str,
) -> End | None:
    """What the last call, or going through the query, becomes."""
    if not last:
        return table.iterated if _is_iterated(chain) else None
    for end in table.ends.get(last, ()):
        fits = end.only is None or set(chain.names) <= end.only
        if end.kept:
            fits = fits and _is_filtered(context, table, chain, starts, end)
        elif end.only is not None:
            fits = fits and isinstance(chain.base, ast.Call)
        known = chain.last is not None and _takes(end, chain.last)
        if fits and known and (end.entity if entity else end.rows):
            return end
    return None


def _is_filtered(
    context: Context, table: ChainTable, chain: Chain, starts: Sequence[Start], end: End
) -> bool:
    """Whether a variable has one query, for a class, of which nothing but a filter is known."""
    base, view = chain.base, chain.view
    if not isinstance(base, ast.Name) or len(starts) != 1 or end.only is None:
        return False
    steps = steps_of(table, view, base)
    classes = [context.value_in(view, item) for item in starts[0].call.args]
    known = len(classes) == 1 and isinstance(classes[0], Ref)
    return known and all(item and item <= end.only for item in steps)


def _takes(end: End, call: ast.Call) -> bool:
    """Whether the arguments of the last call are those that the table speaks of."""
    if is_spread(call):
        return False
    given = len(call.args)
    keywords = {item.arg for item in call.keywords}
    return end.arguments <= given <= end.arguments + len(end.options) and keywords <= {*end.options}


def _is_iterated(chain: Chain) -> bool:
    """Whether a loop, or a function that collects, goes through the query."""
    parent = chain.view.parents[chain.node]
    if isinstance(parent, _LOOPS):
        return parent.iter is chain.node
    return (
        isinstance(parent, ast.Call)
        and isinstance(parent.func, ast.Name)
        and parent.func.id in _COLLECTING
        and parent.args[:1] == [chain.node]
    )


def _goes_on(context: Context, table: ChainTable, chain: Chain) -> bool:
    """Whether a query that is not executed here is kept in a variable, or part of another one."""
    parent = chain.view.parents[chain.node]
    if isinstance(parent, ast.Assign):
        target = parent.targets[0]
        return (
            len(parent.targets) == 1
            and isinstance(target, ast.Name)
            and starts_of(context, table, chain.view, target) is not None
        )
    if isinstance(parent, ast.Call) and chain.node in parent.args:
        return method(parent) in table.accepted_by
    return False


def _edit(
    context: Context,
    table: ChainTable,
    chain: Chain,
    start: Start,
    end: End | None,
    entity: bool,
) -> Edit | None:
    """The edit of a chain; None if it stays as it is."""
    view, imports = chain.view, list[Import]()
    starting = isinstance(chain.base, ast.Call)
    text = _BARE if end is None else _text(table, chain, end, entity, start.repeats)
    renamed = tuple(table.steps[name] for name in chain.names)
    if not starting and text == _BARE and renamed == chain.names:
        return None

    def spelled(match: re.Match[str]) -> str:
        known = written(context, view, chain.node, match[1])
        imports.extend(known.imports)
        return known.text

    if end is not None and end.kept:
        text = _filled(text, chain, start, end)
    template = _SPELLED.sub(spelled, text)
    base = _SPELLED.sub(spelled, (end.base if end is not None else "") or table.base)
    options = end.options if end is not None else ()
    arguments: dict[str, Argument] = {
        "template": template,
        "base": base if starting else "",
        "session": ast.unparse(start.session),
        "steps": renamed,
        "ends": end is not None and chain.last is not None,
        "plain": end is None and chain.last is not None,
        "arguments": str(end.arguments) if end is not None else "0",
        "options": options,
    }
    span = view.span(chain.node)
    return Edit(view.module.path, span, "use_query", arguments, tuple(dict.fromkeys(imports)))


def _filled(text: str, chain: Chain, start: Start, end: End) -> str:
    """The text of an end of a kept query, with what its start and its last call say."""
    given = chain.last is not None and len(chain.last.args) + len(chain.last.keywords)
    options = ".execution_options({options})" if given > end.arguments else ""
    columns = ", ".join(ast.unparse(item) for item in start.call.args)
    return text.replace("{options}", options).replace("{columns}", columns)


def _text(table: ChainTable, chain: Chain, end: End, entity: bool, repeats: bool) -> str:
    statement = chain.view.parents[chain.node]
    if end.unused and isinstance(statement, ast.Expr):
        return end.unused
    repeats = repeats or bool(table.repeating & {*chain.names})
    text = end.entity if entity else end.rows
    return text.replace("{unique}", ".unique()" if repeats else "")
