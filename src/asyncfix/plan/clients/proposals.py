"""Builds the fix of calls that become native together."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.model import Applicability, Argument, Edit, Import, Strategy
from asyncfix.plan.clients.arguments import Carried
from asyncfix.plan.clients.constant import shared_object
from asyncfix.plan.clients.handlers import Covered
from asyncfix.plan.clients.mocks import mock_reason
from asyncfix.plan.clients.placement import Place
from asyncfix.plan.clients.response import Followed
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.shared import shared_state

_LONGEST_LINE = 100


class Native(NamedTuple):
    """A call that becomes native, with all that was found out about it."""

    problem: Problem
    node: ast.Call
    place: Place
    carried: Carried
    followed: Followed
    tries: tuple[Covered, ...]


def propose(
    context: Context, client: Client, target: str, site: Site, group: Sequence[Native]
) -> Proposal | Refusal:
    """The proposal for the whole group."""
    name = _free_name(site, "client")
    edits: list[Edit] = []
    for region in {id(item.place.region): item.place.region for item in group}.values():
        inside = [item for item in group if item.place.region is region]
        opened = _open(context, client, target, site.at(region), inside, name)
        if isinstance(opened, Refusal):
            return opened
        edits += opened
    for item in group:
        edits += _edits(client, site, item, name)
    unique: list[Edit] = []
    for edit in edits:
        if edit not in unique:
            unique.append(edit)
    findings = tuple(item.problem.finding for item in group)
    title = f"use `{target}.{client.cls}`"
    proposal = Proposal(findings, Strategy.NATIVE, title, tuple(unique), requires=(target,))
    reason = _doubt(context, client, site, group)
    if reason:
        return proposal._replace(applicability=Applicability.UNSAFE, reason=reason)
    return proposal


def _doubt(context: Context, client: Client, site: Site, group: Sequence[Native]) -> str:
    for item in group:
        state = shared_state(context, site.at(item.node))
        if state:
            return f"other tasks may change `{state}` between its being read and being written"
    # under another strategy such calls are not proposed at all
    return mock_reason(context, client) if context.settings.strategy == "native" else ""


def _free_name(site: Site, name: str) -> str:
    """A name like the one given that the function does not use."""
    function = site.function_node
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    used |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.Global | ast.Nonlocal):
            used.update(node.names)
        elif isinstance(node, ast.alias):
            used.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.FunctionDef | ast.ClassDef | ast.MatchAs):
            used.add(node.name or "")
    candidate, number = name, 2
    while candidate in used:
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def _open(
    context: Context,
    client: Client,
    target: str,
    site: Site,
    inside: Sequence[Native],
    name: str,
) -> list[Edit] | Refusal:
    """The edits that open the client around its region."""
    options = {
        key: value
        for key, value in client.constructor.items()
        if any(key not in item.carried.given for item in inside)
    }
    imports: list[Import] = []
    if any(item.place.statement is not item.place.region for item in inside):
        for key, text in client.repeated.items():
            function, parenthesis, rest = text.partition("(")
            written = context.spell(site, f"{target}.{function}")
            options[key] = f"{written.text}{parenthesis}{rest}"
            imports += written.imports
    options |= inside[0].carried.constructor
    edits: list[Edit] = []
    if not options.keys() & {client.shared_argument, *client.shared_unless}:
        shared = shared_object(context, site, client, target)
        if isinstance(shared, Refusal):
            return shared
        options[client.shared_argument], constant = shared
        edits += [constant] if constant is not None else []
    spelled = context.spell(site, f"{target}.{client.cls}")
    text = ", ".join(f"{key}={value}" for key, value in options.items())
    span = site.view.span(site.node)
    whole = f"{spelled.text}({text})"
    long = span.column + len(f"async with {whole} as {name}:") > _LONGEST_LINE
    arguments: dict[str, Argument] = {"client": whole, "name": name, "split": long}
    imports += spelled.imports
    return [*edits, Edit(site.path, span, "open_client", arguments, tuple(dict.fromkeys(imports)))]


def _edits(client: Client, site: Site, item: Native, name: str) -> Iterator[Edit]:
    """The edits of one call, of the uses of its result, and of the handlers around them."""
    entry = item.problem.entry
    operation = client.operations[(entry.name if entry is not None else "").rpartition(".")[2]]
    arguments: dict[str, Argument] = {
        "method": f"{name}.{operation.method}",
        "keywords": item.carried.keywords,
        "as_text": tuple(str(index) for index in item.carried.as_text),
        "added": item.carried.added,
    }
    yield Edit(site.path, site.view.span(item.node), "use_async_client", arguments)
    if item.place.statement is not item.place.region:
        span = site.view.span(item.place.statement)
        forget: dict[str, Argument] = {"statement": f"{name}.{client.forget}", "before": True}
        yield Edit(site.path, span, "add_statement", forget)
    for use in item.followed.uses:
        if use.edit is not None:
            yield use.edit
    for covered in item.tries:
        yield from covered.edits
