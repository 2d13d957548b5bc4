"""Says what callers hand to a function that must stay in the thread that made it."""

from __future__ import annotations

import ast

from asyncfix.model import Edit
from asyncfix.plan.answers import CLOSING_CODEMOD
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.calls.called_at import calls_of, given_there
from asyncfix.plan.proofs.threads.made import stays_in_thread


def kept_by_callers(context: Context, site: Site) -> dict[str, str]:
    """The parameters of the function around a site of which callers show that, each with why."""
    definition = context.definition(site)
    parameters = definition.function.parameters
    kept: dict[str, str] = {}
    for caller, _ in calls_of(context, definition) if parameters else ():
        for name, node in given_there(context, caller, parameters):
            reason = stays_in_thread(context, caller, node, shared=True)
            if reason:
                kept.setdefault(name, f"`{caller.function.name}` hands it `{name}`: {reason}")
    return kept


def used_in(site: Site, edit: Edit, names: dict[str, str]) -> str:
    """What is said of a name that stands in what an edit moves; "" if none does."""
    if edit.codemod == CLOSING_CODEMOD:
        return ""
    for name, reason in names.items():
        for node in site.view.mentions(name):
            if isinstance(node, ast.Name) and edit.span.contains(site.view.span(node)):
                return reason
    return ""
