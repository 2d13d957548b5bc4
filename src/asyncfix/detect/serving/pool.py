"""Who shares the threads in which frameworks run plain handlers, and who waits for whom there."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asyncfix.detect.loops.offloads import offload_of
from asyncfix.detect.serving.handlers import Handler, Handlers, dependencies, route_framework
from asyncfix.inventory import Starvation
from asyncfix.project.callgraph import key_of
from asyncfix.project.inference import Inference, Instance
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import NONE, Called, Constant


class Limit(NamedTuple):
    """How many threads there are, and where the project says so; empty if it doesn't."""

    size: int
    set_at: str


def plain_handlers(handlers: Handlers) -> Counter[str]:
    """The plain functions that run in the pool, by role."""
    return Counter(
        item.role
        for item in handlers.values()
        if item.thread and item.framework.threads and not item.definition.function.is_async
    )


def shared_offloads(inference: Inference) -> int:
    """How many calls of the project take a thread of the same pool."""
    shared = {name for name, item in inference.catalogue.offloads.items() if item.shared}
    words = sorted({name.rpartition(".")[2] for name in shared})
    paths = sorted({path for word in words for path in inference.project.with_word(word)})
    modules = [module for path in paths if (module := inference.project.module(path)) is not None]
    return sum(
        offload is not None and offload.shared
        for module in modules
        for call in module.calls
        for offload in (offload_of(inference, module, call.func),)
    )


def limit(inference: Inference) -> Limit:
    """The size of the pool, as the project sets it or as it is by default."""
    frameworks = inference.catalogue.frameworks
    for name in sorted({item.limiter for item in frameworks if item.limiter}):
        for module in inference.project.mentioning(name):
            if name in module.outside:
                return _as_set(inference, module, name)
    return Limit(max((item.threads for item in frameworks), default=0), "")


def _as_set(inference: Inference, module: Module, name: str) -> Limit:
    view = inference.project.view(module.path)
    for node in view.mentions(name):
        parent = view.parents[node]
        if isinstance(parent, ast.Assign) and node in parent.targets:
            value = parent.value.value if isinstance(parent.value, ast.Constant) else 0
            return Limit(value if isinstance(value, int) else 0, f"{module.path}:{node.lineno}")
    return Limit(0, module.path)


def starvations(inference: Inference, handlers: Handlers) -> Iterator[Starvation]:
    """The dependencies that keep a connection while a request waits for a thread again.

    Each plain function takes a thread for itself, and so does the check of what a plain route
    gives. What waits for one keeps what it has got, and those that have one wait for that.
    """
    keepers = {key: keeps for key, item in handlers.items() if (keeps := _keeps(inference, item))}
    users: dict[tuple[str, int], list[str]] = {key: [] for key in keepers}
    for handler in handlers.values() if keepers else ():
        if handler.role == "dependency" or not handler.framework.thread:
            continue
        below = {key_of(item): item for item in _below(inference, handler.definition)}
        for key in keepers.keys() & below.keys():
            if _trips(inference, handler, below.values(), key) > 1:
                users[key].append(handler.definition.name)
    for key, names in users.items():
        if names:
            definition = handlers[key].definition
            yield Starvation(
                definition.module.path,
                definition.function.span.line,
                definition.name,
                keepers[key],
                tuple(sorted(names)),
            )


def _keeps(inference: Inference, handler: Handler) -> str:
    """What of a pool a plain generator dependency hands on; empty if nothing."""
    definition = handler.definition
    function = definition.function
    if handler.role != "dependency" or function.is_async or not function.is_generator:
        return ""
    for expr in function.yielded:
        value = inference.value(definition.module, expr)
        known = inference.class_entry(value)
        if known is not None and known.bound and not known.is_thread_bound:
            return known.name
    return ""


def _below(inference: Inference, definition: Definition) -> Iterator[Definition]:
    """The dependencies of a handler, and theirs."""
    seen, pending = {key_of(definition)}, [definition]
    while pending:
        current = pending.pop()
        for parameter in current.function.parameters:
            for found in dependencies(inference, current.module, parameter):
                if key_of(found) not in seen:
                    seen.add(key_of(found))
                    pending.append(found)
                    yield found


def _trips(
    inference: Inference, handler: Handler, below: Iterable[Definition], keeper: tuple[str, int]
) -> int:
    """How often a request takes a thread to use, or while it may have, what a dependency keeps."""
    using = [item for item in below if _uses(inference, item, keeper)]
    trips = sum(not item.function.is_async for item in using)
    if not handler.definition.function.is_async:
        own = _uses(inference, handler.definition, keeper)
        trips += own or bool(trips)
        trips += bool(trips) and _is_checked(inference, handler)
    return trips


def _uses(inference: Inference, definition: Definition, keeper: tuple[str, int]) -> bool:
    return any(
        key_of(found) == keeper
        for parameter in definition.function.parameters
        for found in dependencies(inference, definition.module, parameter)
    )


def _is_checked(inference: Inference, handler: Handler) -> bool:
    """Whether what a route gives is checked against a class, as its decorator or itself says."""
    module, function = handler.definition.module, handler.definition.function
    keywords = handler.framework.checked
    for decorator in function.decorators:
        if route_framework(inference, module, decorator) is None:
            continue
        given = dict(decorator.keywords) if isinstance(decorator, Called) else {}
        for name in keywords & given.keys():
            return given[name] != Constant(None)
    returns = function.returns
    if not keywords or returns is None or returns == NONE:
        return False
    value = inference.annotation(module, returns)
    name = value.cls if isinstance(value, Instance) else ""
    answers = handler.framework.answers
    return not (name and answers & inference.classes_of(name, module.path))
