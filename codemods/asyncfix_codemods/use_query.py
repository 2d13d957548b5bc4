"""Hands a query to an asynchronous session instead of executing it by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders

Calls = Sequence[tuple[str, cst.Call]]


class UseQuery(Codemod):
    """`db.query(U).filter(w).all()` becomes `(await db.scalars(select(U).where(w))).all()`.

    `template` is the new expression, with `{query}`, `{session}`, `{columns}` and `{arguments}` in
    it. `base` is what makes the query; empty where it is in a variable, and `session` is then the
    session. `steps` are the new names of its methods. `ends`: there is one more call behind them,
    whose first `arguments` go into the template, and whose other ones become the `options` of the
    query, or go where the template has `{options}`; `plain`: there is one that stays. `loads` are
    options that the query gets.
    """

    DESCRIPTION = "Execute a query with an asynchronous session."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Call, cst.Name)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The new expression."""
        if not isinstance(node, cst.BaseExpression):
            raise CannotRewrite("not an expression")
        steps, ends = edit.names("steps"), edit.flag("ends")
        base, calls = builders.split_chain(node, len(steps) + ends + edit.flag("plain"))
        session: cst.BaseExpression = builders.expression(edit.text("session"))
        columns: Sequence[cst.Arg] = ()
        if text := edit.text("base"):
            if not isinstance(base, cst.Call) or not isinstance(base.func, cst.Attribute):
                raise CannotRewrite("the query does not start with a call of a method")
            session, columns = base.func.value, base.args
            base = base.with_changes(func=builders.expression(text), lpar=(), rpar=())
        query = _renamed(base, [*steps, *(name for name, _ in calls[len(steps) :])], calls)
        given: Sequence[cst.Arg] = ()
        options: Sequence[cst.Arg] = ()
        if ends:
            query = _renamed(base, steps, calls[: len(steps)])
            count = int(edit.text("arguments"))
            given = calls[-1][1].args[:count]
            options = _options(calls[-1][1].args[count:], edit.names("options"))
            if "{options}" not in edit.text("template"):
                query = _with_options(query, options)
        for load in edit.names("loads"):
            func = cst.Attribute(query, cst.Name("options"))
            query = cst.Call(func, [cst.Arg(builders.expression(load))])
        holes: dict[str, builders.Hole] = {
            "session": session,
            "query": query,
            "columns": columns,
            "arguments": given,
            "options": options,
        }
        new = _laid_out(builders.filled(edit.text("template"), holes), query)
        return new.with_changes(lpar=node.lpar, rpar=node.rpar) if node.lpar else new


def _laid_out(new: cst.BaseExpression, query: cst.BaseExpression) -> cst.BaseExpression:
    """A query of several lines on lines of its own, between the parentheses that it is put in."""
    breaks = [item for item in _breaks(query) if isinstance(item, cst.ParenthesizedWhitespace)]
    if not breaks or new is query:
        return new
    laid_out = new.visit(_Layout(query, breaks[0].last_line.value))
    return laid_out if isinstance(laid_out, cst.BaseExpression) else new


def _breaks(query: cst.BaseExpression) -> Iterator[cst.BaseParenthesizableWhitespace]:
    """What stands in front of the dots of a query, from the last one on."""
    while isinstance(query, cst.Call) and isinstance(query.func, cst.Attribute):
        yield query.func.dot.whitespace_before
        query = query.func.value


class _Layout(cst.CSTTransformer):
    """Puts a query on lines of its own where it is the argument of a call."""

    def __init__(self, query: cst.BaseExpression, indent: str) -> None:
        super().__init__()
        self._query = query
        self._indent = indent

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        if len(original_node.args) != 1 or not self._begins(original_node.args[0].value):
            return updated_node
        (arg,) = updated_node.args
        arg = arg.with_changes(whitespace_after_arg=_line(self._indent))
        start = _line(f"{self._indent}    ")
        return updated_node.with_changes(whitespace_before_args=start, args=[arg])

    def leave_Dot(self, original_node: cst.Dot, updated_node: cst.Dot) -> cst.Dot:
        space = updated_node.whitespace_before
        if not isinstance(space, cst.ParenthesizedWhitespace):
            return updated_node
        deeper = cst.SimpleWhitespace(f"{space.last_line.value}    ")
        return updated_node.with_changes(whitespace_before=space.with_changes(last_line=deeper))

    def _begins(self, node: cst.BaseExpression) -> bool:
        while node is not self._query:
            if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
                return False
            node = node.func.value
        return True


def _line(indent: str) -> cst.ParenthesizedWhitespace:
    return cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(indent))


def _renamed(base: cst.BaseExpression, names: Sequence[str], calls: Calls) -> cst.BaseExpression:
    """The calls on the new base, with their new names."""
    query = base
    for name, (_, call) in zip(names, calls, strict=True):
        func = cst.ensure_type(call.func, cst.Attribute)
        func = func.with_changes(value=query, attr=cst.Name(name))
        query = call.with_changes(func=func, lpar=(), rpar=())
    return query


def _options(args: Sequence[cst.Arg], names: Sequence[str]) -> Sequence[cst.Arg]:
    """The further arguments of the last call, by keyword."""
    options = [
        builders.keyword_of(arg.keyword.value if arg.keyword else name, arg.value)
        for arg, name in zip(args, names, strict=False)
    ]
    return builders.with_more([], options)


def _with_options(query: cst.BaseExpression, options: Sequence[cst.Arg]) -> cst.BaseExpression:
    """The query with options that the last call was given."""
    if not options:
        return query
    return cst.Call(cst.Attribute(query, cst.Name("execution_options")), options)
