"""Says which flag a function relies on across a new `await`, that others may have set by then.

It counts where who sets it also works with what the function uses after the `await`: a method
`close` that sets `closed`, and closes the file that is written to.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.looked_at import Use, reads, uses, waits
from asyncfix.plan.proofs.state.accesses import tested
from asyncfix.project.alone import parsed_alone
from asyncfix.project.nodes import is_try
from asyncfix.project.view import FunctionNode, walk_scope

_TESTING = (ast.If, ast.While, ast.IfExp, ast.Match)
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def set_by_then(context: Context, site: Site, last: int) -> str:
    """The flag that lets the function come to a site, which ends in that line; "" if none."""
    asked = list(_asked(context, site))
    lines = range(last + 1, (site.function_node.end_lineno or last) + 1) if asked else ()
    after = list(uses(context, site, frozenset(lines)))
    return next((x.touch.text for x in asked if _is_stale(context, site, x, after)), "")


def set_below(context: Context, site: Site, below: Sequence[Use]) -> str:
    """The same for what a function that is called there uses once it has waited."""
    for flag in _asked(context, site) if below else ():
        if _is_stale_below(context, site, flag, below):
            return flag.touch.text
    return ""


def _is_stale_below(context: Context, site: Site, flag: Use, below: Sequence[Use]) -> bool:
    definition = context.definition(site)
    for item in below:
        asked = flag.touch._replace(key=item.touch.key)
        if item.asks and context.effects.meet(asked, item.touch, site.path):
            return False
        if context.off_loop.goes_with(definition, flag.touch, item.touch):
            return not waits(context, site, flag.line, site.node.lineno)
    return False


def _asked(context: Context, site: Site) -> Iterator[Use]:
    """The flags that are tested before the function comes to the site."""
    guarding = frozenset(_guarding(context, site))
    return (item for item in reads(context, site, guarding) if _is_flag(item))


def _is_flag(item: Use) -> bool:
    """Whether it is one thing for all who ask: not one of many, picked by a key elsewhere."""
    return not item.touch.key and not (item.called and "[" in item.touch.text)


def _is_stale(context: Context, site: Site, flag: Use, after: list[Use]) -> bool:
    """Whether a flag is not asked again before something is used that goes with it."""
    definition, node = context.definition(site), site.function_node
    tests = frozenset(
        line
        for part in walk_scope(node)
        if isinstance(part, ast.If | ast.While)
        for line in tested(part)
    )
    for item in sorted(after, key=lambda item: item.line):
        asked = flag.touch._replace(key=item.touch.key)
        if item.line in tests and context.effects.meet(asked, item.touch, site.path):
            return False
        if context.off_loop.goes_with(definition, flag.touch, item.touch):
            return not waits(context, site, flag.line, item.line)
    return False


def _guarding(context: Context, site: Site) -> Iterator[int]:
    """The lines of the tests that decide whether the function comes to the site's node."""
    child: ast.AST = site.node
    raising = frozenset(_raising(context, site))
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, _TESTING) and child is not getattr(parent, "test", None):
            yield from tested(parent)
        for block in (getattr(parent, field, ()) for field in ("body", "orelse", "finalbody")):
            if isinstance(block, list) and child in block:
                for before in _all(block[: block.index(child)]):
                    yield from _leaving(before)
                    if isinstance(before, ast.Expr) and before.lineno in raising:
                        yield before.lineno
        if isinstance(parent, FunctionNode):
            return
        child = parent


def _all(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, and those in a `try` or `with` among them, which all run."""
    for statement in statements:
        yield statement
        if isinstance(statement, ast.With | ast.AsyncWith) or is_try(statement):
            yield from _all(getattr(statement, "body", ()))


def _leaving(statement: ast.stmt) -> Iterator[int]:
    """The lines of a test after which the function may go no further."""
    if isinstance(statement, ast.Assert) or (
        isinstance(statement, ast.If)
        and any(
            isinstance(block[-1], _LEAVES) for block in (statement.body, statement.orelse) if block
        )
    ):
        yield from tested(statement)


def _raising(context: Context, site: Site) -> Iterator[int]:
    """The lines in which functions are called that may raise something: `self.check_open()`."""
    for edge in context.graph.edges(context.definition(site)):
        node, _ = parsed_alone(context.project, edge.target)
        if any(isinstance(part, ast.Raise) for part in walk_scope(node)):
            yield edge.span.line
