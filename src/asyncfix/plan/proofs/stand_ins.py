"""Says where the class of an object is only promised, by an annotation, and may be another."""

from __future__ import annotations

import ast

from asyncfix.detect.awaits.relatives import Relatives
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.promised import rests_on_promise
from asyncfix.project.expressions import describe


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
