"""Examines one call of a client library: its arguments, its result, and the handlers around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from asyncfix.model import Finding
from asyncfix.plan.clients.annotated import annotation_problem
from asyncfix.plan.clients.arguments import Carried, carry, spelled
from asyncfix.plan.clients.doubts import SHARED_COOKIES, Doubt
from asyncfix.plan.clients.entered import Entered
from asyncfix.plan.clients.handlers import Covered
from asyncfix.plan.clients.held import Held
from asyncfix.plan.clients.origins import Origins
from asyncfix.plan.clients.placement import Place, place
from asyncfix.plan.clients.response import Followed, follow
from asyncfix.plan.clients.same_result import follow_same
from asyncfix.plan.clients.streamed import follow_streamed
from asyncfix.plan.clients.table import Client, Operation
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proposal import Refusal


@dataclass(slots=True)
class ClientCall:
    """A call under examination: what is known of it, until it is refused.

    `name` is the local name that its result is bound to, if it is; `held` the object that it is a
    method of, for which no client is opened. `streams`: its result is entered, and read in the
    block `entered`. `turn`: the how many-th call of its statement it is, each of which has a client
    of its own. `shown` is what others ask of its errors, which may be another thing. `opened`
    is the name of a client that is open already, which it uses.
    """

    node: ast.Call
    operation: Operation
    name: str
    finding: Finding | None = None
    held: Held | None = None
    streams: bool = False
    entered: Entered | None = None
    turn: int = 0
    opened: str = ""
    refusal: Refusal | None = None
    place: Place | None = None
    carried: Carried = field(default_factory=lambda: Carried(()))
    followed: Followed = field(default_factory=Followed)
    tries: list[Covered] = field(default_factory=list)
    shown: tuple[Doubt, ...] = ()

    def refuse(self, reason: str) -> None:
        """Gives the call up, for the first reason there is."""
        self.refusal = self.refusal or Refusal(reason)

    @property
    def region(self) -> ast.stmt | None:
        """What a client is opened around for it."""
        return self.place.region if self.place is not None else None

    @property
    def doubts(self) -> Iterator[Doubt]:
        """All that of it may not be the same all the same."""
        yield from self.carried.doubts
        yield from self.followed.doubts
        for covered in self.tries:
            yield from covered.doubts
        yield from self.shown
        if self.place is not None and self.place.doubt:
            yield Doubt(self.place.doubt, SHARED_COOKIES)

    @property
    def raising(self) -> list[ast.AST]:
        """The call and the uses of its result that may raise."""
        return [self.node, *(use.node for use in self.followed.uses if use.raises)]


def examine(
    context: Context, client: Client, site: Site, call: ClientCall, others: Sequence[ClientCall]
) -> None:
    """Looks at the call by itself; `others` are all calls that may be rewritten."""
    here = site.at(call.node)
    problem = await_problem(context, here)
    if problem:
        return call.refuse(problem)
    if call.held is None:
        where = place(here, call.streams, SHARED_COOKIES in client.doubts)
        if isinstance(where, Refusal):
            return call.refuse(where.reason)
        call.place = where
    examine_parts(context, client, site, call, others, call.held is not None)
    if call.refusal is None and call.held is not None and not call.held.needs <= call.carried.url:
        return call.refuse("its session has `params`, which would replace a query of the URL")
    return None


def examine_parts(
    context: Context,
    client: Client,
    site: Site,
    call: ClientCall,
    others: Sequence[ClientCall],
    of_object: bool,
) -> None:
    """Looks at its arguments and its result; `of_object`: it is a method of a client object."""
    here = site.at(call.node)
    carried = carry(client, call.operation, Origins(context, here), call.node, of_object)
    if isinstance(carried, Refusal):
        return call.refuse(carried.reason)
    followed = _followed(context, client, here, [x for x in others if x.streams is call.streams])
    if isinstance(followed, Refusal):
        return call.refuse(followed.reason)
    call.carried, call.followed = carried, _written(context, here, followed)
    problem = _finish_problem(context, client, call, followed, here)
    if not client.result:
        nodes = [item.node for item in others]
        problem = problem or annotation_problem(context, client, here, call.name, nodes)
    if problem:
        return call.refuse(problem)
    for use in followed.uses:
        if use.needs and use.needs not in carried.url:
            return call.refuse(f"`{ast.unparse(use.node)}` is another text for some URLs")
    return None


def _finish_problem(
    context: Context, client: Client, call: ClientCall, followed: Followed, site: Site
) -> str:
    """Why a result cannot be read as a whole where it comes, and later what is kept of that."""
    if not client.finish:
        return ""
    waiting = [
        use
        for use in followed.uses
        if use.edit is not None and "await " in use.edit.text("template")
    ]
    for use in waiting:
        problem = await_problem(context, site.at(use.node))
        if problem:
            return problem
    parent = site.view.parents[call.node]
    read = any(isinstance(use.node, ast.Attribute) and use.node is parent for use in waiting)
    if read or isinstance(parent, ast.Expr) or (isinstance(parent, ast.Assign) and call.name):
        return ""
    return "its response has no name, under which it would be read"


def _written(context: Context, site: Site, followed: Followed) -> Followed:
    """The uses with the names in their edits written as the place needs them."""
    uses = []
    for use in followed.uses:
        if use.edit is not None and use.edit.codemod == "use_member":
            text = spelled(context, site, use.edit.text("template"))
            arguments = {**use.edit.arguments, "template": text.text}
            edit = use.edit._replace(arguments=arguments, imports=text.imports)
            use = replace(use, edit=edit)
        uses.append(use)
    return replace(followed, uses=tuple(uses))


def _followed(
    context: Context, client: Client, site: Site, like: Sequence[ClientCall]
) -> Followed | Refusal:
    """The uses of the result; `like` are all calls of its kind."""
    nodes = [call.node for call in like]
    if like[0].streams:
        return follow_streamed(context, client, site, nodes)
    return follow_same(context, client, site) if client.result else follow(client, site, nodes)
