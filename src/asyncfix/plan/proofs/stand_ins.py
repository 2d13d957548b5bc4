"""Says where the class of an object is only promised, by an annotation, and may be another."""

from __future__ import annotations

import ast

from asyncfix.detect.relatives import Relatives
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.promised import rests_on_promise
from asyncfix.project.expressions import describe


def promised_only(context: Context, site: Site, method: ast.Attribute) -> str:
    """Why a method's receiver may be of another class than it is said to be; empty if it isn't.

    A class of the project with a plain method of that name could be passed in its place.
    """
    receiver = describe(method.value, site.scope)
    if not rests_on_promise(context.inference, site.module, receiver):
        return ""
    others = Relatives(context.inference).plain_methods(method.attr)
    if not others:
        return ""
    text, other = ast.unparse(method.value), others[0].function.qualname
    return f"what `{text}` is, is known by an annotation only, and `{other}` is no coroutine"
