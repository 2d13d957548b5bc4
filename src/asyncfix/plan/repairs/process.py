"""Sends what computes to a process pool: calls of functions that can be handed over by name."""

from __future__ import annotations

import ast

from asyncfix.model import Applicability, Argument, Edit, Strategy
from asyncfix.plan.code.names import given
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.module_object import module_object
from asyncfix.project.inference import Ref

_POOL = "concurrent.futures.ProcessPoolExecutor"
_DOUBT = (
    "what it is handed and gives is copied between processes, and it sees the state of modules as"
    " the other process has it"
)


def in_process(context: Context, problem: Problem) -> Proposal | Refusal:
    """Run the call in another process: unsafe at best, since all that crosses is copied."""
    site, call = problem.site, problem.site.node
    if not isinstance(call, ast.Call):
        return Refusal("a process can only be handed a function by its name")
    if not problem.computes:
        return Refusal("it waits for something, which takes no process of its own")
    if context.loop_library(site) != "asyncio":
        return Refusal("process pools are only known for asyncio")
    refused = (
        await_problem(context, site)
        or _unnamed(context, problem, call)
        or _unfit(context, site, call)
        or _changes(context, problem)
    )
    if refused:
        return Refusal(refused)
    pool = module_object(context, site, _POOL, "concurrent.futures", "_PROCESSES")
    if isinstance(pool, Refusal):
        return pool
    loop = context.spell(site, "asyncio.get_running_loop")
    partial = context.spell(site, "functools.partial") if call.keywords else None
    arguments: dict[str, Argument] = {
        "loop": loop.text,
        "pool": pool[0],
        "partial": partial.text if partial is not None else "",
    }
    imports = (*loop.imports, *(partial.imports if partial is not None else ()))
    edit = Edit(site.path, site.view.span(call), "move_to_process", arguments, imports)
    return Proposal(
        (problem.finding,),
        Strategy.PROCESS,
        "run it in a process pool",
        (edit, pool[1]) if pool[1] is not None else (edit,),
        Applicability.UNSAFE,
        _DOUBT,
    )


def _unnamed(context: Context, problem: Problem, call: ast.Call) -> str:
    """Why the function cannot be found by its name in another process."""
    value = context.value(problem.site, call.func)
    if not isinstance(value, Ref):
        return "a process would get a copy of the object that the method belongs to"
    for target in problem.reached.targets if problem.reached is not None else ():
        function = target.function
        if function.owner >= 0 or target.name != f"{target.module.name}.{function.name}":
            return f"another process cannot find `{function.name}` by its name"
        if function.decorators or function.is_generator:
            return f"`{function.name}` has a decorator or is a generator"
    return ""


def _unfit(context: Context, site: Site, call: ast.Call) -> str:
    """Which of the arguments does not survive the way to another process."""
    for node in given(call):
        if isinstance(node, ast.Lambda | ast.GeneratorExp | ast.Await | ast.Starred):
            return f"`{ast.unparse(node)}` cannot be handed to another process"
        if context.inference.class_entry(context.value(site, node)) is not None:
            return f"`{ast.unparse(node)}` cannot be handed to another process"
    return ""


def _changes(context: Context, problem: Problem) -> str:
    """What the function would change in the other process only."""
    if problem.reached is None:
        return ""
    reason = context.off_loop.change(problem.reached.targets)
    return f"{reason}, but in the other process only" if reason else ""
