"""Repairs keywords that a class takes no more: what they gave is given in another one."""

from __future__ import annotations

import ast

from asyncfix.detect.libraries.shortcuts import shortcut_of
from asyncfix.model import Edit, Import, Strategy
from asyncfix.plan.context import Context, Site, Spelling
from asyncfix.plan.proofs.awaits.caught import caught
from asyncfix.plan.proofs.awaits.guards import text_problem
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.expressions import describe
from asyncfix.project.nodes import with_defaults
from asyncfix.project.summary import Module


def wrap_argument(context: Context, problem: Problem) -> Proposal | Refusal:
    """`AsyncClient(transport=ASGITransport(app=app))` for `AsyncClient(app=app)`."""
    site, call = problem.site, problem.site.node
    if not isinstance(call, ast.Call):
        return Refusal("it is not a call")
    known = shortcut_of(context.inference, site.module, describe(call.func, site.scope))
    if known is None:
        return Refusal("it is not known what it makes")
    shown = text_problem(site.view, call)
    if shown:
        return Refusal(shown)
    names = {item.arg for item in call.keywords}
    if None in names:
        return Refusal(f"the `**` may give a `{known.becomes}=`, too")
    if known.becomes in names:
        return Refusal(
            f"a `{known.becomes}=` is given as well, and decides: drop `{known.keyword}=`"
        )
    spelled = _spelled(context, site, call, known.wrapper)
    arguments = {"keyword": known.keyword, "becomes": known.becomes, "wrapper": spelled.text}
    edit = Edit(site.path, problem.finding.span, "wrap_argument", arguments, spelled.imports)
    title = f"give it in `{known.becomes}={spelled.text}(…)`"
    proposal = Proposal((problem.finding,), Strategy.NATIVE, title, (edit,))
    given = next(item.value for item in call.keywords if item.arg == known.keyword)
    reason = _doubt(context, site, given, known.keyword)
    return proposal.doubted(reason)


def _spelled(context: Context, site: Site, call: ast.Call, dotted: str) -> Spelling:
    """The name as it is imported already, or beside the one of what is called."""
    spelled = context.spell(site, dotted)
    library, _, name = dotted.rpartition(".")
    if not spelled.imports or not isinstance(call.func, ast.Name):
        return spelled
    free = context.inference.scope_of(site.module, site.scope, name) is None
    beside = _imports_from(site.module, call.func.id, library)
    if not (free and beside) or name in site.module.top or site.module.stars:
        return spelled
    return Spelling(name, (Import(library, name),))


def _imports_from(module: Module, name: str, library: str) -> bool:
    """Whether the module's name is one that is imported from the library."""
    bindings = module.top.get(name, ())
    return len(bindings) == 1 and bindings[0].target.rpartition(".")[0] == library


def _doubt(context: Context, site: Site, given: ast.expr, keyword: str) -> str:
    """What may change but the words; empty if nothing."""
    if site.function.index >= 0:
        where = caught(context, site, "builtins.TypeError")
        if where:
            return f"{where} catches the error of newer versions: what it does would not be done"
    if _may_be_none(site, given):
        return f"`{ast.unparse(given)}` may be None, which asks for no `{keyword}` at all"
    return ""


def _may_be_none(site: Site, given: ast.expr) -> bool:
    """Whether it is a conditional value, or a parameter that None is the default of."""
    if isinstance(given, ast.IfExp | ast.BoolOp):
        return True
    if not isinstance(given, ast.Name) or site.function.index < 0:
        return False
    return any(
        argument.arg == given.id and isinstance(default, ast.Constant) and default.value is None
        for argument, default in with_defaults(site.function_node.args)
    )
