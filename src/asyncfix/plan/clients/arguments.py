"""Carries the arguments of one call over to the client's method and constructor."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from asyncfix.model import Import
from asyncfix.plan.clients import texts
from asyncfix.plan.clients.checks import holds
from asyncfix.plan.clients.doubts import Doubt
from asyncfix.plan.clients.origins import Origins
from asyncfix.plan.clients.table import (
    AS_TEXT,
    CONSTRUCTOR,
    DROP,
    REPLACED,
    Argument,
    Client,
    Operation,
    Session,
)
from asyncfix.plan.code.spelling import Spelling
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.nodes import is_spread

_WORKING = (ast.Call, ast.NamedExpr)
"""What a value must not do where it is evaluated earlier."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The call as it will be.

    `keywords` has, for each argument in order, its new keyword: `""` for none, `-` for one that
    is left out. `as_text` has the places of those that are wrapped in `str()`. `added` are
    further arguments as text, `constructor` those of the client; `varying`: one of these is no
    constant. `url` names what is proved of the URL: `path`, `origin`, `query` (that it has none),
    `asked` (that it may have one that is written out).
    `given` has all keywords of the new call. `values` are values that others take the place of, as
    `place=text`, and `imports` what these need. `doubts` are what may be sent in another way.
    """

    keywords: tuple[str, ...]
    as_text: tuple[int, ...] = ()
    added: tuple[str, ...] = ()
    constructor: Mapping[str, str] = field(default_factory=dict)
    url: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    varying: bool = False
    values: tuple[str, ...] = ()
    imports: tuple[Import, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def carry(
    client: Client, operation: Operation, origins: Origins, call: ast.Call, held: bool = False
) -> Carried | Refusal:
    """The call's arguments in the new library, or why they can't be kept.

    `held`: it is a method of a client object that the function has.
    """
    named = _named(operation, call)
    if isinstance(named, Refusal):
        return named
    kept = _kept(client, origins, named, held)
    if isinstance(kept, Refusal):
        return kept
    values = dict(named)
    facts = _url_facts(values, origins)
    query = _query_problem(client, values, kept, facts)
    problem = _body_problem(client, operation, values, kept, client.body_doubtful)
    doubt_name = client.query_doubt_name
    acceptable = doubt_name and doubt_name in client.doubts and "asked" not in facts
    if problem or (query and not acceptable):
        return Refusal(problem or query)
    moved = {
        destination[len(CONSTRUCTOR) :]: values[name]
        for name, destination in kept.items()
        if destination.startswith(CONSTRUCTOR)
    }
    varying = [node for node in moved.values() if not _is_literal(node)]
    if any(isinstance(part, _WORKING) for node in varying for part in ast.walk(node)):
        return Refusal("what its client needs would be evaluated earlier")
    carried = _in_place(operation, origins, call, named, kept)
    more = {name: text for name, text in operation.add.items() if name not in values}
    added = [spelled(origins.context, origins.site, text) for text in more.values()]
    given = {kept[name] or name for name in values if kept[name] != DROP}
    doubts = _doubts(client, operation, values, kept, origins)
    return replace(
        carried,
        added=tuple(item.text for item in added),
        constructor={key: ast.unparse(node) for key, node in moved.items()},
        url=facts,
        given=frozenset(given.union(item.text.partition("=")[0] for item in added)),
        varying=bool(varying),
        imports=(*carried.imports, *(each for item in added for each in item.imports)),
        doubts=(*doubts, *([Doubt(query, doubt_name)] if query else ())),
    )


def _kept(
    client: Client, origins: Origins, named: Sequence[tuple[str, ast.expr]], held: bool
) -> Mapping[str, str] | Refusal:
    """What each argument becomes; of a client that is there already, none is the constructor's."""
    kept: dict[str, str] = {}
    for name, node in named:
        destination = _destination(client.arguments, name, node, origins)
        if isinstance(destination, Refusal):
            return destination
        ready = held and client.result and destination.startswith(CONSTRUCTOR)
        kept[name] = "" if ready else destination
    return kept


def _in_place(
    operation: Operation,
    origins: Origins,
    call: ast.Call,
    named: Sequence[tuple[str, ast.expr]],
    kept: Mapping[str, str],
) -> Carried:
    """What becomes of the arguments where they stand."""
    keywords: list[str] = []
    as_text: list[int] = []
    replaced: list[Spelling] = []
    for index, (name, node) in enumerate(named):
        destination = kept[name]
        if destination == DROP or destination.startswith(CONSTRUCTOR):
            keywords.append(DROP)
            continue
        if destination.startswith(REPLACED):
            parts = node.elts if isinstance(node, ast.Tuple) else [node]
            text = destination.removeprefix(REPLACED).format(*map(ast.unparse, parts))
            written = spelled(origins.context, origins.site, text)
            replaced.append(written._replace(text=f"{index}={written.text}"))
            destination = ""
        elif destination == AS_TEXT:
            as_text.append(index)
            destination = ""
        positional = index < len(call.args) and index < len(_leading(operation)) and not destination
        keywords.append("" if positional else destination or name)
    return Carried(
        keywords=tuple(keywords),
        as_text=tuple(as_text),
        values=tuple(item.text for item in replaced),
        imports=tuple(each for item in replaced for each in item.imports),
    )


def spelled(context: Context, site: Site, text: str) -> Spelling:
    """A text with the dotted name of its first call written as a site needs it."""
    found = re.search(r"\w+(?:\.\w+)+(?=\()", text)
    if found is None:
        return Spelling(text)
    written = context.spell(site, found[0])
    whole = f"{text[: found.start()]}{written.text}{text[found.end() :]}"
    return written._replace(text=whole)


def asks_to_stream(client: Client, site: Site, call: ast.Call) -> bool:
    """Whether a call surely asks for a result that is still to be read, and is not read at once."""
    parent = site.view.parents[call]
    member = client.streams.members.get(parent.attr) if isinstance(parent, ast.Attribute) else None
    if member is not None and member.to:
        return False
    return any(
        item.arg == client.streams.keyword != ""
        and isinstance(item.value, ast.Constant)
        and item.value.value is True
        for item in call.keywords
    )


def _is_literal(node: ast.expr) -> bool:
    kinds = (ast.Constant, ast.Dict, ast.List, ast.Tuple, ast.expr_context)
    return all(isinstance(part, kinds) for part in ast.walk(node))


def _leading(operation: Operation) -> tuple[str, ...]:
    """The parameters that may stay positional: those up to the URL."""
    names = operation.positional
    return names[: names.index("url") + 1] if "url" in names else ()


def _named(operation: Operation, call: ast.Call) -> list[tuple[str, ast.expr]] | Refusal:
    """The call's arguments in order, by parameter."""
    if is_spread(call) or any(item.arg is None for item in call.keywords):
        return Refusal("its arguments are not all written out")
    if len(call.args) > len(operation.positional):
        return Refusal("it has too many positional arguments")
    found = list(zip(operation.positional, call.args, strict=False))
    found += [(item.arg or "", item.value) for item in call.keywords]
    given = [name for name, _ in found]
    if len(set(given)) != len(given) or not set(_leading(operation)) <= set(given):
        return Refusal("its arguments are not those of the function")
    return found


def carry_constructor(
    session: Session, origins: Origins, call: ast.Call
) -> tuple[tuple[str, ...], frozenset[str]] | Refusal:
    """The new keyword of each argument of a client object's constructor, and those it then has."""
    if call.args or any(item.arg is None for item in call.keywords):
        return Refusal("its client's arguments are not all written out")
    found: list[str] = []
    for item in call.keywords:
        name = item.arg or ""
        where = _destination(session.arguments, name, item.value, origins)
        if isinstance(where, Refusal):
            return where
        found.append(where if where == DROP else where or name)
    return tuple(found), frozenset(found) - {DROP}


def _doubts(
    client: Client,
    operation: Operation,
    values: Mapping[str, ast.expr],
    kept: Mapping[str, str],
    origins: Origins,
) -> Iterator[Doubt]:
    """All that is not proved to be sent in the same way."""
    for name, node in values.items():
        argument = client.arguments[name]
        if argument.doubtful and not any(holds(item, origins, node) for item in argument.accept):
            yield Doubt(argument.refuse, argument.doubt_name)
    problem = _body_problem(client, operation, values, kept, frozenset())
    if problem:
        yield Doubt(problem, client.body_doubt_name)


def _destination(
    arguments: Mapping[str, Argument], name: str, node: ast.expr, origins: Origins
) -> str | Refusal:
    argument = arguments.get(name)
    if argument is None:
        return Refusal(f"`{name}` has no known counterpart")
    for check, destination in (*argument.accept.items(), *argument.doubtful.items()):
        if holds(check, origins, node):
            return destination
    return Refusal(argument.refuse)


def _body_problem(
    client: Client,
    operation: Operation,
    values: Mapping[str, ast.expr],
    kept: Mapping[str, str],
    doubtful: frozenset[str],
) -> str:
    bodies = [name for name in values if client.arguments[name].body and kept[name] != DROP]
    if len(bodies) > 1:
        return "it gives the request more than one body"
    verb = operation.verb
    method = values.get("method")
    if isinstance(method, ast.Constant) and isinstance(method.value, str):
        verb = method.value.upper()
    if not bodies and verb in client.bodied:
        return client.bodied_refusal
    return client.body_refusal if bodies and verb not in client.body_verbs | doubtful else ""


def _query_problem(
    client: Client, values: Mapping[str, ast.expr], kept: Mapping[str, str], known: frozenset[str]
) -> str:
    replacing = [
        name for name in values if client.arguments[name].replaces_query and kept[name] != DROP
    ]
    if not replacing or "query" in known:
        return ""
    return f"`{replacing[0]}` would replace a query that the URL may have already"


def _url_facts(values: Mapping[str, ast.expr], origins: Origins) -> frozenset[str]:
    found = texts.pieces(origins, values["url"])
    facts = {"path": texts.has_path, "origin": texts.has_origin, "query": texts.has_no_query}
    asked = {"asked"} if any("?" in part for text in found for part in texts.literals(text)) else ()
    return frozenset(
        name for name, holds_for in facts.items() if found and all(map(holds_for, found))
    ).union(asked)
