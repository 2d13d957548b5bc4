"""Builds the fix of calls that become native together."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.model import Argument, Edit, Strategy
from asyncfix.plan.clients.annotated import retyped
from asyncfix.plan.clients.calls import ClientCall
from asyncfix.plan.clients.doubts import Doubt
from asyncfix.plan.clients.held import Held
from asyncfix.plan.clients.mocks import mock_reason
from asyncfix.plan.clients.naming import free_names
from asyncfix.plan.clients.opening import Opening
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.shared import shared_state
from asyncfix.plan.proposal import Proposal, Refusal, joined


def propose(
    context: Context,
    client: Client,
    target: str,
    site: Site,
    group: Sequence[ClientCall],
    held: Sequence[Held],
) -> Proposal | Refusal:
    """The proposal for the whole group, and the client objects that its calls belong to."""
    opening = Opening(context, client, target, site)
    edits = _edits(opening, group, held)
    if isinstance(edits, Refusal):
        return edits
    findings = [call.finding for call in group if call.finding is not None]
    findings += [finding for item in held for finding in item.findings]
    proposal = Proposal(
        tuple(findings),
        Strategy.NATIVE,
        f"use `{target}.{client.cls}`",
        tuple(edits),
        reason=f"its connections are not shared: {opening.alone}" if opening.alone else "",
        requires=(target,),
    )
    accepted = context.settings.http_accept
    doubts = [*_doubts(context, client, site, group), *(x for item in held for x in item.doubts)]
    left = [item for item in doubts if item.text and item.name not in accepted]
    known = dict.fromkeys(item.name for item in left)
    return proposal.doubted(joined(*(item.text for item in left)), () if "" in known else known)


def _edits(
    opening: Opening, group: Sequence[ClientCall], held: Sequence[Held]
) -> list[Edit] | Refusal:
    """All edits for the group, those that its calls share once."""
    client, site = opening.client, opening.site
    names = free_names(site, client.variable, max(call.turn for call in group) + 1)
    edits: list[Edit] = []
    for item in held:
        opened = opening.instead(item, [call for call in group if call.held is item])
        if isinstance(opened, Refusal):
            return opened
        edits += opened
    edits += _finished(client, site, group)
    regions = {id(call.region): call.region for call in group if call.region is not None}
    for region in regions.values():
        opened = opening.around([call for call in group if call.region is region], names)
        if isinstance(opened, Refusal):
            return opened
        edits += opened
    for call in group:
        own = call.held.name if call.held is not None else call.opened
        edits += edits_of(client, site, call, own or names[call.turn])
        edits += retyped(opening.context, client, opening.target, site.at(call.node), call.name)
    unique: list[Edit] = []
    for edit in edits:
        if edit not in unique:
            unique.append(edit)
    return unique


def _doubts(
    context: Context, client: Client, site: Site, group: Sequence[ClientCall]
) -> Iterator[Doubt]:
    """All that may not be the same, also what a project accepts."""
    yield Doubt(client.doubt, client.doubt_name)
    for item in group:
        waits = item.entered.run if item.entered is not None else ()
        state = shared_state(context, site.at(item.node), waits)
        if state:
            yield Doubt(
                f"other tasks may change `{state}` between its being read and being written"
            )
        yield from item.doubts
    # under another strategy such calls are not proposed at all
    if context.settings.strategy == "native":
        yield Doubt(mock_reason(context, client))


def _finish(client: Client, item: ClientCall) -> str:
    """What reads the result, which has a name; empty if nothing has to."""
    return client.finish.format(item.name) if item.name else ""


def _finished(client: Client, site: Site, group: Sequence[ClientCall]) -> Iterator[Edit]:
    """The edits that read results behind the statements that a client is opened around alone."""
    for item in group:
        text = _finish(client, item)
        if text and item.place is not None and item.place.statement is item.place.region:
            span = site.view.span(item.place.statement)
            yield Edit(site.path, span, "add_statement", {"statement": text})


def edits_of(client: Client, site: Site, item: ClientCall, name: str) -> Iterator[Edit]:
    """The edits of one call, which is first, of the uses of its result, and of the handlers."""
    method = client.streams.method if item.streams else item.operation.method
    verb = item.operation.verb
    arguments: dict[str, Argument] = {
        "method": f"{name}.{method}",
        "first": repr(verb).replace("'", '"') if item.streams and verb else "",
        "keywords": item.carried.keywords,
        "as_text": tuple(str(index) for index in item.carried.as_text),
        "added": item.carried.added,
        "plain": item.streams,
        "values": item.carried.values,
        "finish": client.finish if isinstance(site.view.parents[item.node], ast.Expr) else "",
    }
    span = site.view.span(item.node)
    yield Edit(site.path, span, "use_async_client", arguments, item.carried.imports)
    if item.entered is not None:
        span = item.entered.span(site.view)
        if item.entered.is_block:
            yield Edit(site.path, span, "make_with_async")
        elif item.region is not item.entered.run[0]:
            yield Edit(site.path, span, "open_client", {"assigned": True})
    if item.place is not None and item.place.statement is not item.place.region:
        span = site.view.span(item.place.statement)
        if item.entered is not None:
            span = item.entered.span(site.view)
        forget: dict[str, Argument] = {
            "statement": f"{name}.{client.forget}",
            "before": True,
            "behind": _finish(client, item),
        }
        yield Edit(site.path, span, "add_statement", forget)
    for use in item.followed.uses:
        if use.edit is not None:
            yield use.edit
    for covered in item.tries:
        yield from covered.edits
