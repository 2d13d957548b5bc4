"""Finds applications that use the same thing in a blocking and in an asynchronous way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from pathlib import PurePath
from typing import NamedTuple

from asyncfix.detect.detection import Detection, Reporter, function_at
from asyncfix.model import Confidence, Span
from asyncfix.project.inference import Inference, object_name
from asyncfix.project.nodes import targets_of
from asyncfix.project.summary import Call, Module
from asyncfix.project.view import FunctionNode, View
from asyncfix.remedies import Mixture

CODE = "AF501"
KIND = "mixture"
_DEEPEST = 4
_DRIVER = re.compile(r"(\w+)\+\w+(?=://)")
_ADDRESS = re.compile(r"\w+_(?:url|uri|dsn)|(?:url|uri|dsn)_\w+|\w+(?:url|uri|dsn)")
_MANNER = re.compile(r"(?:^|(?<=_))a?sync_?|_a?sync(?=_|$)")


class _Kept(NamedTuple):
    """A call whose result the application keeps, and the addresses that it is given."""

    module: Module
    call: Call
    addresses: frozenset[str]


def mixtures(inference: Inference, reporter: Reporter, module: Module) -> Iterator[Detection]:
    """The asynchronous ones, where the application has a blocking one for the same address."""
    if not reporter.wants(CODE):
        return
    for mixture in inference.catalogue.mixtures.values():
        for kept in _kept(inference, module, mixture.asynchronous, mixture):
            other = _counterpart(inference, kept, mixture)
            if other is not None:
                yield _detection(reporter, kept, other, mixture)


def left_behind(
    inference: Inference, moved: Set[tuple[str, Span]]
) -> Iterator[tuple[str, int, str]]:
    """The calls that would stay blocking beside those at these places, for the same address.

    Each as its path, line and text.
    """
    for mixture in inference.catalogue.mixtures.values():
        if _has_workers(inference, mixture):
            continue
        modules = inference.project.mentioning(mixture.name.rpartition(".")[2])
        kept = [
            item for module in modules for item in _kept(inference, module, mixture.name, mixture)
        ]
        ours = [item for item in kept if (item.module.path, item.call.span) in moved]
        addresses = {address for item in ours for address in item.addresses}
        for item in kept:
            if item not in ours and item.addresses & addresses:
                yield item.module.path, item.call.span.line, item.call.text


def _has_workers(inference: Inference, mixture: Mixture) -> bool:
    return any(
        module.packages & mixture.workers
        for name in mixture.workers
        for module in inference.project.mentioning(name)
    )


def _counterpart(inference: Inference, kept: _Kept, mixture: Mixture) -> _Kept | None:
    project = inference.project
    if _has_workers(inference, mixture):
        return None
    for module in project.mentioning(mixture.name.rpartition(".")[2]):
        for other in _kept(inference, module, mixture.name, mixture):
            if other.addresses & kept.addresses:
                return other
    return None


def _kept(inference: Inference, module: Module, name: str, mixture: Mixture) -> Iterator[_Kept]:
    """The calls of a function in an application's module whose results outlive their function."""
    parts = PurePath(module.path).parts
    if mixture.apart & set(parts) or parts[-1].startswith("test_"):
        return
    if module.path not in inference.project.with_word(name.rpartition(".")[2]):
        return
    for call in module.calls:
        if object_name(inference.value(module, call.func)) == name:
            view = inference.project.view(module.path)
            node = view.call(call.span)
            if _is_kept(view, node):
                yield _Kept(module, call, frozenset(_addresses(view, node, mixture)))


def _is_kept(view: View, node: ast.Call) -> bool:
    """Whether what a call gives, or is handed on to, is bound for longer than a function runs."""
    current: ast.AST = node
    while isinstance(view.parents[current], ast.Call | ast.keyword):
        current = view.parents[current]
    statement = view.parents[current]
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return False
    targets = targets_of(statement)
    function = view.enclosing_function(statement)
    if function is None or any(isinstance(target, ast.Attribute) for target in targets):
        return True
    shared = {
        name for item in ast.walk(function) if isinstance(item, ast.Global) for name in item.names
    }
    return any(isinstance(target, ast.Name) and target.id in shared for target in targets)


def _addresses(view: View, node: ast.Call, mixture: Mixture) -> Iterator[str]:
    given = [item.value for item in node.keywords if item.arg == mixture.address] + node.args[:1]
    if given:
        yield from _parts(view, given[0], _DEEPEST)


def _parts(view: View, node: ast.expr, depth: int) -> Iterator[str]:
    """What an address is made of: texts without the driver, and names without the manner."""
    for item in ast.walk(node):
        if isinstance(item, ast.JoinedStr):
            yield _DRIVER.sub(r"\1", ast.unparse(item))
        elif isinstance(item, ast.Constant) and isinstance(item.value, str):
            text = _DRIVER.sub(r"\1", item.value)
            within = isinstance(view.parents[item], ast.JoinedStr)
            if text.partition("://")[2] and ":memory:" not in text and not within:
                yield text
        elif isinstance(item, ast.Attribute):
            yield from _known_by(item.attr)
        elif isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load):
            around = view.enclosing_function(item)
            if around is not None and _is_local(around, item.id):
                yield f"{view.module.path}:{around.lineno}:{item.id}"
                continue
            yield from _known_by(item.id)
            for value in _values(view, item.id) if depth else ():
                yield from _parts(view, value, depth - 1)


def _known_by(name: str) -> Iterator[str]:
    """The name of an address, the same for both manners: `ASYNC_DATABASE_URL`, `DATABASE_URL`."""
    plain = _MANNER.sub("", name.lower())
    if _ADDRESS.fullmatch(plain):
        yield plain


def _is_local(function: FunctionNode, name: str) -> bool:
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return any(item.arg == name for item in every) or any(
        isinstance(item, ast.Name) and item.id == name and isinstance(item.ctx, ast.Store)
        for item in ast.walk(function)
    )


def _values(view: View, name: str) -> Iterator[ast.expr]:
    """What a name is assigned at the module's top."""
    for statement in view.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = targets_of(statement)
            if any(isinstance(item, ast.Name) and item.id == name for item in targets):
                yield statement.value


def _detection(reporter: Reporter, kept: _Kept, other: _Kept, mixture: Mixture) -> Detection:
    module, call = kept.module, kept.call
    function = function_at(module, call.function)
    where = f"`{other.call.text}` in {other.module.path}:{other.call.span.line}"
    finding = reporter.finding(
        CODE,
        f"{where} is for the same database as `{call.text}`: {mixture.trouble}",
        module,
        function,
        call.span,
        call.text,
        Confidence.HEURISTIC,
    )
    return Detection(finding, module, function, call.span, call.scope, KIND)
