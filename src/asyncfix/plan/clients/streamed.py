"""Follows a result that is read within its block: what reads it is awaited there."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from asyncfix.model import Argument, Edit
from asyncfix.plan.clients.cuts import Cuts
from asyncfix.plan.clients.doubts import PIECES, Doubt
from asyncfix.plan.clients.entered import Entered, enter
from asyncfix.plan.clients.reading import allowing
from asyncfix.plan.clients.response import Followed, Follower, Use, bound_name
from asyncfix.plan.clients.table import DROP, Client, Member
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import await_problem, nesting_problem
from asyncfix.plan.proposal import Refusal

_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp
_Loop = ast.For | ast.AsyncFor | ast.While
_CUT = "the pieces that it hands on may be cut at other places"


def follow_streamed(
    context: Context, client: Client, site: Site, calls: Sequence[ast.Call]
) -> Followed | Refusal:
    """The uses of what the site's call gives; `calls` are all calls that may be rewritten."""
    name = bound_name(site, site.node)
    lives = [enter(site.at(call), name) for call in calls if bound_name(site, call) == name]
    known = replace(client, members={**allowing(client).members, **client.streams.members})
    follower = _Streamed(known, site, calls)
    follower.context, follower.read, follower.kept, follower.closed = context, [], [], []
    follower.lives = [item for item in lives if isinstance(item, Entered)]
    if name:
        follower.name(name)
    follower.others()
    follower.closes_last()
    return follower.refusal or Followed(tuple(follower.uses), name, tuple(follower.doubts))


class _Streamed(Follower):
    """Collects uses; those that read the result must be within its life."""

    context: Context
    lives: Sequence[Entered]
    read: list[Entered]
    kept: list[Entered]
    closed: list[ast.Call]

    def others_of(self, name: str) -> frozenset[ast.Name] | Refusal:
        """Nothing else: its life is found by the name."""
        others = super().others_of(name)
        return Refusal(f"`{name}` is bound to something else too") if others else others

    def member(self, node: ast.Attribute) -> None:
        """Looks at one member of the result."""
        member = self.client.members.get(node.attr)
        if member is None and self.client.result:
            return None
        waits = member is not None and member.to.find("await ") >= 0
        if member is None or not (member.iterated or member.awaited or waits):
            return super().member(node)
        if waits:
            return self._whole(node)
        call = self.site.view.parents[node]
        if not isinstance(call, ast.Call) or call.func is not node:
            return self.refuse(f"`.{node.attr}` of the response is used in an unusual way")
        life = next((item for item in self.lives if call in item.nodes()), None)
        if life is None:
            return self.refuse(f"`.{node.attr}()` reads the response behind its block")
        problem = await_problem(self.context, self.site.at(call))
        if problem or self.in_text(node):
            return self.refuse(problem or f"`.{node.attr}` stands in an f-string")
        return (
            self._iterated(node, call, member, life)
            if member.iterated
            else self._awaited(node, call, member)
        )

    def _whole(self, node: ast.Attribute) -> None:
        """All of the result is read, and kept."""
        life = next((item for item in self.lives if node in item.nodes()), None)
        if life is None:
            return self.refuse(f"`.{node.attr}` reads the response behind its block")
        problem = await_problem(self.context, self.site.at(node))
        if problem or any(item is life for item in self.read):
            return self.refuse(problem or "the response may be read more than once")
        self.kept.append(life)
        known = len(self.uses)
        super().member(node)
        self.uses[known:] = [replace(use, raises=True) for use in self.uses[known:]]
        return None

    def others(self) -> None:
        """Looks at the responses that exceptions have, which are read in the same way."""
        for node in ast.walk(self.site.function_node):
            if not isinstance(node, ast.Attribute) or node.attr not in self.client.streams.members:
                continue
            if isinstance(node.value, ast.Attribute) and node.value.attr == "response":
                self.refuse(f"`{ast.unparse(node)}` would have to be awaited")

    def closes_last(self) -> None:
        """Looks at what may be read when it is closed, which is empty in one of the libraries."""
        for life in self.lives if not self.client.result else ():
            nodes = list(life.nodes())
            reads = [
                node for node in nodes if isinstance(node, ast.Attribute) and self._reads(node)
            ]
            for call in self.closed:
                if call in nodes and any(self._may_follow(node, call) for node in reads):
                    self.refuse("the response may be read after it is closed")

    def _reads(self, node: ast.Attribute) -> bool:
        member = self.client.streams.members.get(node.attr)
        return member is not None and bool(member.iterated or "await " in member.to)

    def _may_follow(self, node: ast.Attribute, call: ast.Call) -> bool:
        """Whether it stands behind the call, which does not leave what both stand in."""
        statement = self.site.view.statement(call)
        block = self.site.view.block(statement)
        rest = block[block.index(statement) + 1 :]
        if any(node is part for item in rest for part in ast.walk(item)):
            return True
        leaves = rest and isinstance(rest[-1], ast.Return | ast.Raise | ast.Continue)
        return node.lineno > call.lineno and not leaves

    def _awaited(self, node: ast.Attribute, call: ast.Call, member: Member) -> None:
        span = self.site.view.span(call)
        edit = Edit(self.site.path, span, "use_async_twin", {"member": member.awaited})
        self.closed.append(call)
        self.uses.append(Use(node, True, member.unlike, edit))

    def _iterated(self, node: ast.Attribute, call: ast.Call, member: Member, life: Entered) -> None:
        loop = self._loop(call)
        if loop is None:
            return self.refuse(f"`.{node.attr}()` is handed on, not gone through by a `for`")
        if member.pieces:
            self._cut(call, loop, life)
        self.uses.append(Use(node, True, member.unlike, self._renamed(node, call, member)))
        loops: dict[str, Argument] = {"loops": ("0",)}
        made = Edit(self.site.path, self.site.view.span(loop), "make_for_async", loops)
        self.uses.append(Use(node, edit=made))
        return None

    def _loop(self, call: ast.Call) -> ast.For | _Comprehension | None:
        """The loop that goes through what the call gives, if it can be an asynchronous one."""
        parent = self.site.view.parents[call]
        if isinstance(parent, ast.For):
            return parent if parent.iter is call else None
        around = self.site.view.parents[parent]
        if not isinstance(parent, ast.comprehension) or not isinstance(around, _Comprehension):
            return None
        alone = len(around.generators) == 1 and not nesting_problem(self.site.at(around))
        return around if alone else None

    def _renamed(self, node: ast.Attribute, call: ast.Call, member: Member) -> Edit:
        given = ["" for _ in call.args] + [item.arg or "" for item in call.keywords]
        arguments: dict[str, Argument] = {
            "method": f"{ast.unparse(node.value)}.{member.iterated}",
            "keywords": tuple(DROP if member.pieces else name for name in given),
            "plain": True,
        }
        return Edit(self.site.path, self.site.view.span(call), "use_async_client", arguments)

    def _cut(self, call: ast.Call, loop: ast.For | _Comprehension, life: Entered) -> None:
        """The same bytes come in other pieces, and are read once only."""
        if not _is_size(call):
            return self.refuse("the pieces of the response are decoded, or of no known size")
        inside = set(life.nodes())
        again = any(
            parent in inside and isinstance(parent, _Loop | _Comprehension)
            for parent in self.site.view.ancestors(loop)
        )
        if again or any(item is life for item in (*self.read, *self.kept)):
            return self.refuse("the response may be read more than once")
        self.read.append(life)
        if not isinstance(loop, ast.For):
            return self.refuse("the pieces of the response are gathered in a comprehension")
        cuts = Cuts(self.context, self.client.streams.sinks, self.site, loop, life.run[0])
        if cuts.problem:
            return self.refuse(cuts.problem)
        if cuts.yields:
            self.doubts.append(Doubt(_CUT, PIECES))
        return None


def _is_size(call: ast.Call) -> bool:
    """Whether a size is all that it is called with, and nothing happens when that is left out."""
    given = [*call.args, *(item.value for item in call.keywords if item.arg == "chunk_size")]
    sizes = ast.Constant | ast.Name | ast.Attribute | ast.BinOp
    plain = all(isinstance(item, sizes) for item in given)
    return plain and len(given) == len(call.args) + len(call.keywords) == 1
