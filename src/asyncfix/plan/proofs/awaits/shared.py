"""Says what other tasks can reach of what a function uses, and whether an `await` gives it away."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.counted import gone_by_count
from asyncfix.plan.proofs.awaits.flags import set_by_then
from asyncfix.plan.proofs.awaits.looked_at import gone_by_then
from asyncfix.plan.proofs.awaits.looped import changed_in_loops
from asyncfix.plan.proofs.state.accesses import (
    Access,
    outer_names,
    same_items,
    stored,
)
from asyncfix.plan.proofs.state.touch import ANY_PLACE, Touch
from asyncfix.project.decorators import is_of_class
from asyncfix.project.values import object_name
from asyncfix.project.view import FunctionNode, View, walk_scope

TAKEN = "other tasks may take `{}` away, which is looked at before the await"
SET = "other tasks may set `{}`, which is tested before the await"
_READ_FIRST = "read before the await and written after"
_WRITTEN_FIRST = "written before the await and read after"


class _Use(NamedTuple):
    """A use of shared state: by an access of the function, or by code that it calls.

    `by` is the number of the call, 0 for the function itself.
    """

    line: int
    by: int
    access: Access | None
    touch: Touch | None

    @property
    def writes(self) -> bool:
        known = self.access or self.touch
        return known is not None and known.writes

    @property
    def at_once(self) -> bool:
        known = self.access or self.touch
        return known is not None and known.at_once

    @property
    def text(self) -> str:
        known = self.access or self.touch
        return known.text if known is not None else ""


def shared_state(context: Context, site: Site, nodes: tuple[ast.AST, ...] = ()) -> str:
    """The shared state that the function uses before the node and after it; "" if none."""
    return _split(context, site, nodes)[0]


def split_update(context: Context, site: Site, nodes: tuple[ast.AST, ...] = ()) -> str:
    """What `shared_state` finds, as a reason; empty if nothing."""
    state, how = _split(context, site, nodes)
    if state:
        return f"other tasks may change `{state}`, which is {how}"
    if state := gone_by_count(context, site):
        return f"other tasks may take items out of `{state}`, which the loop has listed before"
    if state := gone_by_then(context, site, *_lines((site.node, *nodes))):
        return TAKEN.format(state)
    if state := set_by_then(context, site, _lines((site.node, *nodes))[1]):
        return SET.format(state)
    if changed := changed_in_loops(context, site, (site.node, *nodes)):
        return f"other tasks may change `{changed}` while the loop goes through it"
    state = _process_wide(context, site)
    return f"other tasks would see what `{state}` changes while this one waits" if state else ""


def _process_wide(context: Context, site: Site) -> str:
    """What a `with` around the node changes for the whole process; "" if nothing."""
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            break
        for item in parent.items if isinstance(parent, ast.With) else ():
            for call in _entered(site, item):
                name = object_name(context.value(site, call.func))
                if name in context.catalogue.process_wide:
                    return name
    return ""


def _entered(site: Site, item: ast.withitem) -> Iterator[ast.Call]:
    """The calls that may make what a `with` enters, itself or by a stack that it enters."""
    entered = item.context_expr
    if isinstance(entered, ast.Call):
        yield entered
    stack = item.optional_vars.id if isinstance(item.optional_vars, ast.Name) else ""
    made = entered.id if isinstance(entered, ast.Name) else ""
    for node in walk_scope(site.function_node) if stack or made else ():
        if isinstance(node, ast.Call) and stack and ast.unparse(node.func) in _entering(stack):
            yield from (given for given in node.args if isinstance(given, ast.Call))
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and any(_is_name(target, made) for target in node.targets)
        ):
            yield node.value


def _entering(stack: str) -> tuple[str, ...]:
    return f"{stack}.enter_context", f"{stack}.push"


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _split(context: Context, site: Site, nodes: tuple[ast.AST, ...]) -> tuple[str, str]:
    """The shared state that is used before the node and after it, and how; once it is changed.

    `nodes` are further nodes that the same new `await` stands for. Shared is what other tasks
    can reach: globals, and attributes and items of anything that the function did not make.
    What functions do that it calls counts as done by it.
    """
    function = site.function_node
    own = context.effects.own(context.definition(site), function)
    first, last = _lines((site.node, *nodes))
    for node in (site.node, *nodes):
        statement = site.view.statement(node)
        if isinstance(statement, ast.AugAssign) and statement is not node:
            for access in stored(statement.target, own, outer_names(function)):
                return access.text, _READ_FIRST
    direct = _direct(context, site)
    pairs = [
        (one, other)
        for one, other in product(direct, direct)
        if not one.writes and other.writes and _same_text(one, other)
    ]
    for read, write in sorted(pairs, key=lambda pair: _order(pair[0])):
        if how := _apart(context, site, (first, last), read, write):
            return write.text, how
    for read, write in _over_calls(context, site, direct):
        if how := _apart(context, site, (first, last), read, write):
            return write.text, how
    return "", ""


def _apart(context: Context, site: Site, lines: tuple[int, int], read: _Use, write: _Use) -> str:
    """How the new `await` comes between a read and a write; "" if it does not."""
    first, last = lines
    kept = write.line <= last and read.line >= first
    if write.at_once and not _is_tested(site, read.line):
        return _WRITTEN_FIRST if kept and read.line > write.line else ""
    loop = _outermost_loop(site.view, site.node)
    again = loop is not None and _within(loop, read.line) and _within(loop, write.line)
    if again or (read.line <= last and write.line >= first):
        return _READ_FIRST
    return _WRITTEN_FIRST if kept and not _is_self(context, site, read, write) else ""


def _is_tested(site: Site, line: int) -> bool:
    """Whether what is read in a line decides what the function does, or a `with` begins there."""
    for node in walk_scope(site.function_node):
        if isinstance(node, ast.With) and node.lineno == line:
            return True
        test = node.test if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert) else None
        if test is not None and test.lineno <= line <= (test.end_lineno or test.lineno):
            return True
    return False


def _is_self(context: Context, site: Site, read: _Use, write: _Use) -> bool:
    """Whether it is about the object that the function is a method of.

    What a method keeps there, and reads later, is mostly meant for later; but not where it keeps
    what it was handed, and reads that itself, nor what its class has.
    """
    is_own = write.touch is not None and write.touch.root == site.function.receiver != ""
    if not is_own or is_of_class(context.inference, site.module, site.function):
        return False
    return not (read.by == write.by == 0 and _is_handed(site, write))


def _is_handed(site: Site, write: _Use) -> bool:
    """Whether an attribute is set to what the function was handed, or to what it made of that."""
    given = {item.name for item in site.function.parameters} - {site.function.receiver}
    return any(
        isinstance(node, ast.Assign)
        and node.lineno == write.line
        and any(isinstance(part, ast.Name) and part.id in given for part in ast.walk(node.value))
        for node in walk_scope(site.function_node)
    )


def _direct(context: Context, site: Site) -> list[_Use]:
    """What the function itself uses."""
    definition, node = context.definition(site), site.function_node
    return [
        _Use(access.line, 0, access, context.effects.touch(definition, access))
        for access in context.effects.accesses(definition, node, outer_names(node))
    ]


def _over_calls(
    context: Context, site: Site, direct: Sequence[_Use]
) -> Iterator[tuple[_Use, _Use]]:
    """The reads and writes of the same state of which at least one is in code that is called."""
    called = context.effects.called(context.definition(site))
    found = [*direct, *(_Use(item.line, item.number, None, item.touch) for item in called)]
    writes: defaultdict[str, list[_Use]] = defaultdict(list)
    for item in found:
        if item.writes and item.touch is not None:
            writes[item.touch.place].append(item)
            if item.touch.cls and item.touch.place[:1] == ".":
                writes[ANY_PLACE].append(item)
    for read in sorted((item for item in found if not item.writes), key=_order):
        for write in writes.get(read.touch.place, ()) if read.touch is not None else ():
            apart = read.by != write.by or _by_other_names(read, write)
            if apart and _meet(context, site, read, write):
                yield read, write


def _by_other_names(read: _Use, write: _Use) -> bool:
    """Whether the function itself reads and writes an attribute of objects of known classes.

    `user.name` and `self.users[key].name` may be the same then.
    """
    if read.access is None or write.access is None or read.touch is None or write.touch is None:
        return False
    known = read.touch.cls and write.touch.cls
    return bool(known) and read.access.base != write.access.base


def _order(use: _Use) -> tuple[int, str]:
    return (use.line, use.text)


def _same_text(read: _Use, write: _Use) -> bool:
    """Whether the code uses the same state in both places, as it is written."""
    if read.access is None or write.access is None or read.access.base != write.access.base:
        return False
    if read.access.node is write.access.node:
        return False  # it does both at once
    return same_items(read.access.key, write.access.key)


def _meet(context: Context, site: Site, read: _Use, write: _Use) -> bool:
    """Whether a read and a write in different places are about the same state."""
    if read.touch is None or write.touch is None:
        return False
    return context.effects.meet(read.touch, write.touch, site.path)


def _lines(nodes: Iterable[ast.AST]) -> tuple[int, int]:
    placed = [node for node in nodes if isinstance(node, ast.stmt | ast.expr)]
    first = min(node.lineno for node in placed)
    return first, max(node.end_lineno or node.lineno for node in placed)


def _within(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _outermost_loop(view: View, node: ast.AST) -> ast.stmt | None:
    found: ast.stmt | None = None
    for parent in view.ancestors(node):
        if isinstance(parent, FunctionNode):
            return found
        if isinstance(parent, ast.For | ast.While):
            found = parent
    return found
