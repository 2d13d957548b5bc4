"""Repairs relations that are read lazily: the query loads them."""

from __future__ import annotations

from asyncfix.detect.libraries.lazy_loads import Read, lazy_reads
from asyncfix.detect.libraries.queries import Source
from asyncfix.model import Edit, Import, Strategy
from asyncfix.plan.context import Context, Site, Spelling
from asyncfix.plan.proofs.awaits.caught import caught
from asyncfix.plan.proofs.awaits.guards import text_problem
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.remedies import LazyLoading


def load_eagerly(context: Context, problem: Problem) -> Proposal | Refusal:
    """`select(User).options(selectinload(User.posts))`, for all that is read of one query."""
    site = problem.site
    for loading in context.catalogue.lazy_loading:
        reads = lazy_reads(context.inference, loading, site.view, site.function)
        own = [item for item in reads if item.node is site.node]
        if own:
            source = own[0].source
            return _load(context, problem, loading, own[0], _of(reads, source))
    return Refusal("it is not known what loads it")


def _of(reads: list[Read], source: Source) -> list[str]:
    return [
        item.node.attr for item in reads if item.source.node is source.node and not item.expired
    ]


def _load(
    context: Context, problem: Problem, loading: LazyLoading, read: Read, names: list[str]
) -> Proposal | Refusal:
    site, source = problem.site, read.source
    if read.expired:
        name = read.node.attr
        return Refusal(f"the session may forget it in between: refresh `{name}` by name after that")
    shown = text_problem(site.view, source.node)
    if shown:
        return Refusal(shown)
    spelled = _spelled(context, site, loading.loader)
    options = ", ".join(f"{spelled.text}({source.model}.{name})" for name in names)
    span = site.view.span(source.node)
    if source.is_statement:
        arguments = {"method": loading.option, "arguments": options}
        edit = Edit(site.path, span, "chain_call", arguments, spelled.imports)
    else:
        text = f"{loading.option}=[{options}]"
        edit = Edit(site.path, span, "add_argument", {"argument": text}, spelled.imports)
    last = loading.loader.rpartition(".")[2]
    proposal = Proposal((problem.finding,), Strategy.NATIVE, f"load it with `{last}`", (edit,))
    caught_by = (caught(context, site, error) for error in loading.errors)
    where = next((found for found in caught_by if found), "")
    if not where:
        return proposal
    reason = f"{where} catches the error that it raised: what it does would not be done"
    return proposal.doubted(reason)


def _spelled(context: Context, site: Site, dotted: str) -> Spelling:
    """The name as it is imported already, or imported by itself where it is free."""
    spelled = context.spell(site, dotted)
    library, _, name = dotted.rpartition(".")
    taken = context.inference.scope_of(site.module, site.scope, name) is not None
    if not spelled.imports or taken or name in site.module.top or site.module.stars:
        return spelled
    return Spelling(name, (Import(library, name),))
