"""Looks at all that a function does with a client object that it makes for itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from asyncfix.plan.clients.arguments import carry_constructor
from asyncfix.plan.clients.checks import holds
from asyncfix.plan.clients.doubts import Doubt
from asyncfix.plan.clients.held import Held, makes
from asyncfix.plan.clients.origins import Origins
from asyncfix.plan.clients.table import Client, State
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proposal import Refusal
from asyncfix.project.view import FunctionNode, View, walk_run, walk_scope


class Examiner:
    """Looks at each use of one object."""

    def __init__(self, context: Context, client: Client, site: Site, held: Held) -> None:
        self.context = context
        self.session = client.session
        self.client = client
        self.site = site
        self.held = held
        self.origins = Origins(context, site)

    def examine(self) -> None:
        """Refuses the object for the first use that cannot be kept."""
        held = self.held
        carried = carry_constructor(self.session, self.origins, held.made)
        if isinstance(carried, Refusal):
            return held.refuse(carried.reason)
        held.keywords, held.given = carried
        if not all(self.site.view.stands_alone(item) for item in held.region):
            return held.refuse("its statement shares a line with another")
        own = set(walk_scope(self.site.function_node))
        for node in self._uses():
            if node not in own:
                return held.refuse(f"`{held.name}` is used in a function inside this one")
            self._use(node)
        self._ending()
        return None

    def _uses(self) -> Iterator[ast.Name]:
        held = self.held
        others = [
            item
            for item in ast.walk(self.site.function_node)
            if isinstance(item, ast.Name) and item.id == held.name
        ]
        inside = {part for item in held.region for part in ast.walk(item)}
        for node in others:
            if isinstance(node.ctx, ast.Store):
                if not self._binds(node):
                    held.refuse(f"`{held.name}` is bound to something else too")
            elif node in inside:
                yield node
            elif not self._in_own_block(node):
                held.refuse(f"`{held.name}` is used after its block")

    def _binds(self, node: ast.Name) -> bool:
        """Whether a name is bound to a client there, by a block of its own, or by this one."""
        parent = self.site.view.parents[node]
        if isinstance(parent, ast.Assign | ast.AnnAssign):
            return parent.value is self.held.made
        return isinstance(parent, ast.withitem) and makes(
            self.context, self.client, self.site, parent.context_expr
        )

    def _in_own_block(self, node: ast.Name) -> bool:
        return any(
            isinstance(parent, ast.With)
            and any(
                isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == node.id
                for item in parent.items
            )
            for parent in self.site.view.ancestors(node)
        )

    def _use(self, node: ast.Name) -> None:
        member = self.site.view.parents[node]
        if not isinstance(member, ast.Attribute):
            return self.held.refuse(f"`{node.id}` itself is handed on, not only its members")
        parent = self.site.view.parents[member]
        called = parent if isinstance(parent, ast.Call) and parent.func is member else None
        if member.attr in self.client.operations and called is not None:
            self.held.requests.append(called)
            return None
        state = self.session.members.get(member.attr)
        if state is None:
            return self.held.refuse(f"`{ast.unparse(member)}` has no known counterpart")
        if state.refuse:
            return self.held.refuse(f"`{ast.unparse(member)}` {state.refuse}")
        if state.awaited and called is not None and not (called.args or called.keywords):
            problem = await_problem(self.context, self.site.at(called))
            if problem or not isinstance(self.site.view.parents[called], ast.Expr):
                return self.held.refuse(problem or f"what `{ast.unparse(called)}` gives is used")
            self.held.closing.append((called, state.awaited))
            return None
        if not is_kept(self.site.view, self.origins, state, member):
            text = ast.unparse(member)
            allowed = state.doubt_name and state.doubt_name in self.client.doubts
            if not allowed or not is_kept(self.site.view, self.origins, supposed(state), member):
                return self.held.refuse(f"`{text}` is used in a way that is not proved")
            self.held.doubts.append(Doubt(f"`{text}`: {state.doubt}", state.doubt_name))
        if state.needs:
            self.held.needs.add(state.needs)
        return None

    def _goes_on(self, closing: ast.Call) -> bool:
        """Whether a request may follow on a call that closes the object."""
        for parent in self.site.view.ancestors(closing):
            if isinstance(parent, ast.For | ast.AsyncFor | ast.While):
                return True
            if parent in self.held.region:
                break
        end = (closing.lineno, closing.col_offset)
        return any((call.lineno, call.col_offset) > end for call in self.held.requests)

    def _ending(self) -> None:
        """How the life of an object that no `with` opens comes to its end."""
        held = self.held
        if any(self._goes_on(call) for call, _ in held.closing):
            return held.refuse("it is used again after it was closed")
        if held.is_block:
            return None
        last = held.region[-1]
        closing = [call for call, _ in held.closing]
        held.ends = isinstance(last, ast.Expr) and last.value in closing
        held.guarded = (
            len(held.region) == 2
            and isinstance(held.region[0], ast.Assign)
            and isinstance(last, ast.Try)
            and any(isinstance(item, ast.Expr) and item.value in closing for item in last.finalbody)
        )
        region = walk_run(held.region)
        yields = any(isinstance(item, ast.Yield | ast.YieldFrom) for item in region)
        if yields and not held.guarded:
            return held.refuse("the client would stay open over a yield")
        if any(isinstance(item, FunctionNode) for item in held.region):
            return held.refuse("a function is defined while the client is open")
        return None


def supposed(state: State) -> State:
    """How a member carries over where what is doubtful is kept all the same."""
    value, entries = state.value and state.supposed, state.entries and state.supposed
    return replace(state, value=value, entries=entries)


def is_kept(view: View, origins: Origins, state: State, member: ast.Attribute) -> bool:
    """Whether what is stored in a member of an object does the same there."""
    parent = view.parents[member]
    grand = view.parents[parent]
    if isinstance(parent, ast.Assign) and parent.targets == [member]:
        return bool(state.value) and holds(state.value, origins, parent.value)
    if not state.entries:
        return False
    if isinstance(parent, ast.Subscript) and isinstance(grand, ast.Assign):
        stored = ast.Dict([parent.slice], [grand.value])
        return grand.targets == [parent] and holds(state.entries, origins, stored)
    return (
        isinstance(parent, ast.Attribute)
        and parent.attr == "update"
        and isinstance(grand, ast.Call)
        and len(grand.args) == 1
        and not grand.keywords
        and isinstance(view.parents[grand], ast.Expr)
        and holds(state.entries, origins, grand.args[0])
    )
