"""Finds the client objects that a function makes for itself, and all that it does with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from asyncfix.model import Finding
from asyncfix.plan.clients.arguments import carry_constructor
from asyncfix.plan.clients.checks import holds
from asyncfix.plan.clients.origins import Origins
from asyncfix.plan.clients.table import Client, State
from asyncfix.plan.context import Context, Site
from asyncfix.plan.guards import await_problem
from asyncfix.plan.proposal import Problem, Refusal
from asyncfix.project.inference import Ref
from asyncfix.project.view import FunctionNode, walk_scope


@dataclass(slots=True)
class Held:
    """A client object under one name, from the statement that makes it to its last use.

    `region` are the statements in which it lives: the `with` that opens it, or the assignment and
    what follows up to the last use. `requests` are the calls that send something, `closing` those
    of methods that are awaited, with what they become. `needs` is what its URLs must be. `ends`:
    its last statement closes it; `guarded`: a `finally` right behind it does.
    """

    name: str
    made: ast.Call
    region: Sequence[ast.stmt]
    findings: list[Finding] = field(default_factory=list)
    keywords: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()
    requests: list[ast.Call] = field(default_factory=list)
    closing: list[tuple[ast.Call, str]] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)
    ends: bool = False
    guarded: bool = False
    refusal: Refusal | None = None

    @property
    def is_block(self) -> bool:
        """Whether a `with` opens it."""
        return isinstance(self.region[0], ast.With)

    def refuse(self, reason: str) -> None:
        """Gives it up, for the first reason there is."""
        self.refusal = self.refusal or Refusal(reason)


def find_held(
    context: Context, client: Client, site: Site, problems: Sequence[Problem]
) -> tuple[list[Held], dict[Finding, Refusal]]:
    """The objects that the problems are about, and the problems whose object is another's."""
    held: dict[int, Held] = {}
    others: dict[Finding, Refusal] = {}
    for problem in problems:
        found = _made(context, client, site, problem.site.node)
        if isinstance(found, Refusal):
            others[problem.finding] = found
            continue
        known = held.setdefault(id(found.made), found)
        known.findings.append(problem.finding)
    for item in held.values():
        _Examiner(context, client, site, item).examine()
        if not item.is_block and len(item.requests) != len(item.findings):
            item.refuse("another request of it is left as it is")
    return list(held.values()), others


def _made(
    context: Context, client: Client, site: Site, node: ast.expr | ast.stmt
) -> Held | Refusal:
    """The object that a `with` opens, or whose method a call calls."""
    if isinstance(node, ast.With):
        return _opened(context, client, site, node)
    method = node.func if isinstance(node, ast.Call) else None
    receiver = method.value if isinstance(method, ast.Attribute) else None
    if not isinstance(receiver, ast.Name):
        return Refusal("its client is made elsewhere")
    stores = [
        item
        for item in walk_scope(site.function_node)
        if isinstance(item, ast.Name) and item.id == receiver.id and isinstance(item.ctx, ast.Store)
    ]
    statement = site.view.parents[stores[0]] if len(stores) == 1 else None
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return Refusal("its client is made elsewhere")
    if not _makes(context, client, site, statement.value):
        return Refusal("its client is made elsewhere")
    region = _living(site, statement, receiver.id)
    if isinstance(region, Refusal) or not isinstance(statement.value, ast.Call):
        return region if isinstance(region, Refusal) else Refusal("its client is made elsewhere")
    return Held(receiver.id, statement.value, region)


def _makes(context: Context, client: Client, site: Site, node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and context.value(site, node.func) == Ref(client.session.cls)


def _opened(context: Context, client: Client, site: Site, node: ast.With) -> Held | Refusal:
    item = node.items[0]
    made, name = item.context_expr, item.optional_vars
    if not isinstance(made, ast.Call) or not _makes(context, client, site, made):
        return Refusal("its client is made elsewhere")
    if len(node.items) != 1 or not isinstance(name, ast.Name):
        return Refusal("its `with` does more than to open a client under a name")
    return Held(name.id, made, [node])


def _living(site: Site, statement: ast.Assign, name: str) -> list[ast.stmt] | Refusal:
    """The statements from the one that makes the object to the last that uses it."""
    block = site.view.block(statement)
    first = block.index(statement)
    inside = [
        index
        for index, item in enumerate(block)
        for part in ast.walk(item)
        if isinstance(part, ast.Name) and part.id == name
    ]
    everywhere = sum(
        isinstance(part, ast.Name) and part.id == name for part in ast.walk(site.function_node)
    )
    if min(inside) < first or len(inside) < everywhere:
        return Refusal("its client is used beyond the block that makes it")
    return block[first : max(inside) + 1]


class _Examiner:
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
        if isinstance(parent, ast.Assign):
            return parent.value is self.held.made
        return isinstance(parent, ast.withitem) and _makes(
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
        if not self._is_kept(state, member, parent):
            return self.held.refuse(f"`{ast.unparse(member)}` is used in a way that is not proved")
        if state.needs:
            self.held.needs.add(state.needs)
        return None

    def _is_kept(self, state: State, member: ast.Attribute, parent: ast.AST) -> bool:
        """Whether what is stored in a member does the same there."""
        grand = self.site.view.parents[parent]
        if isinstance(parent, ast.Assign) and parent.targets == [member]:
            return bool(state.value) and holds(state.value, self.origins, parent.value)
        if not state.entries:
            return False
        if isinstance(parent, ast.Subscript) and isinstance(grand, ast.Assign):
            stored = ast.Dict([parent.slice], [grand.value])
            return grand.targets == [parent] and holds(state.entries, self.origins, stored)
        return (
            isinstance(parent, ast.Attribute)
            and parent.attr == "update"
            and isinstance(grand, ast.Call)
            and len(grand.args) == 1
            and not grand.keywords
            and isinstance(self.site.view.parents[grand], ast.Expr)
            and holds(state.entries, self.origins, grand.args[0])
        )

    def _goes_on(self, closing: ast.Call) -> bool:
        """Whether a request may follow on a call that closes the object."""
        for parent in self.site.view.ancestors(closing):
            if parent in self.held.region:
                break
            if isinstance(parent, ast.For | ast.AsyncFor | ast.While):
                return True
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
            and isinstance(last, ast.Try)
            and any(isinstance(item, ast.Expr) and item.value in closing for item in last.finalbody)
        )
        nodes = [part for item in held.region for part in (item, *walk_scope(item))]
        if any(isinstance(item, ast.Yield | ast.YieldFrom) for item in nodes):
            return held.refuse("the client would stay open over a yield")
        if any(isinstance(item, FunctionNode) for item in held.region):
            return held.refuse("a function is defined while the client is open")
        return None
