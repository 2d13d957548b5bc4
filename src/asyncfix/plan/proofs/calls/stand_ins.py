"""Says where the class of an object is only promised, by an annotation, and may be another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.awaits.relatives import Relatives
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.promised import rests_on_promise
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Instance
from asyncfix.project.sources.uses import uses
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Constant, Expr, Text
from asyncfix.project.tests import stands_among_tests

_DATA = (ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict)


def promised_only(context: Context, site: Site, method: ast.Attribute) -> str:
    """Why a method's receiver may be of another class than it is said to be; empty if it isn't.

    A class of the project with a plain method of that name could be passed in its place.
    """
    if not _is_promised(context, site, method):
        return ""
    others = Relatives(context.inference).plain_methods(method.attr)
    if not others:
        return ""
    text, other = ast.unparse(method.value), others[0].function.qualname
    return f"what `{text}` is, is known by an annotation only, and `{other}` is no coroutine"


def mocked(context: Context, site: Site, method: ast.Attribute) -> str:
    """Where a mock stands for such a method of something whose class is only promised, if so.

    It may be one that gives what is awaited no more than what it was given.
    """
    if not _is_promised(context, site, method):
        return ""
    question = ("mocked", method.attr)
    if question not in context.whole:
        context.whole[question] = _mock_of(context, method.attr)
    where = context.whole[question]
    return f"a mock stands for `{method.attr}` in {where}, and may not be awaited" if where else ""


def handed_in_tests(context: Context, site: Site, method: ast.Attribute) -> str:
    """Where tests hand over what is not known, as a mock is, when such an object is promised."""
    if not _is_promised(context, site, method):
        return ""
    for owner in dict.fromkeys(_owners(context, site, method.value)):
        question = ("handed in tests", owner)
        if question not in context.whole:
            context.whole[question] = _unknown_given(context, owner)
        if where := context.whole[question]:
            return f"`{owner}` is handed what may not be awaited in {where}"
    return ""


def _owners(context: Context, site: Site, receiver: ast.expr) -> Iterator[str]:
    """The classes whose attributes lead to a receiver, and the function that has it."""
    yield site.function.name
    while isinstance(receiver, ast.Attribute):
        receiver = receiver.value
        value = context.value(site, receiver)
        if isinstance(value, Instance):
            yield value.cls.rpartition(".")[2]


def _unknown_given(context: Context, owner: str) -> str:
    for module in context.project.mentioning(owner):
        names = _names(module, owner) if stands_among_tests(module.path) else ()
        for call in module.calls if names else ():
            if call.text.rpartition(".")[2] in names and _hands_unknown(context, module, call):
                return f"{module.path}, line {call.span.line}"
    for file in context.project.beside:
        if stands_among_tests(file.display) and uses(file.text, owner):
            return f"{file.display}, which was not asked for"
    return ""


def _names(module: Module, owner: str) -> frozenset[str]:
    """What a module may call a class or function of that name."""
    return frozenset({owner}).union(
        name
        for name, bindings in module.top.items()
        if any(item.target.rpartition(".")[2] == owner for item in bindings)
    )


def _hands_unknown(context: Context, module: Module, call: Call) -> bool:
    unknown = [_is_unknown(context, module, item) for item in call.given]
    if not any(unknown):
        return False
    node = context.view(module.path).call(call.span)
    given = [*node.args, *(item.value for item in node.keywords)]
    return len(given) != len(unknown) or any(
        not _is_data(item) for item, is_unknown in zip(given, unknown, strict=True) if is_unknown
    )


def _is_unknown(context: Context, module: Module, given: Expr) -> bool:
    if isinstance(given, Text | Constant):
        return False
    value = context.inference.value(module, given)
    mocks = context.catalogue.mock_classes
    return value is None or (isinstance(value, Instance) and value.cls in mocks)


def _is_data(given: ast.expr) -> bool:
    """Whether it is a text, or a container that is written out with nothing but constants in it."""
    if isinstance(given, ast.JoinedStr):
        return True
    parts = (part for part in ast.walk(given) if isinstance(part, ast.expr))
    return all(isinstance(part, _DATA) for part in parts)


def _is_promised(context: Context, site: Site, method: ast.Attribute) -> bool:
    return rests_on_promise(context.inference, site.module, describe(method.value, site.scope))


def _mock_of(context: Context, name: str) -> str:
    for module in context.project.mentioning(name):
        view = context.view(module.path)
        for node in view.mentions(name):
            outer = view.parents[node] if isinstance(node, ast.Attribute) else None
            if isinstance(outer, ast.Attribute) and outer.attr in context.catalogue.mock_members:
                return f"{module.path}, line {node.lineno}"
    return ""
