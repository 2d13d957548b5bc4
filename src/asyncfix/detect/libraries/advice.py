"""Finds calls that lack a keyword without which code on the loop fails later on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.detection import Detection, Reporter, function_at
from asyncfix.project.inference import Inference, Ref
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Expr, last_name
from asyncfix.remedies import Advice

CODE = "AF502"
KIND = "advice"


def advised(inference: Inference, reporter: Reporter, module: Module) -> Iterator[Detection]:
    """The calls that should be given a keyword, in any function and at the module's top."""
    if not reporter.wants(CODE):
        return
    names = {name.rpartition(".")[2] for name in inference.catalogue.advice}
    if not any(inference.project.with_word(name) for name in names):
        return
    for call in module.calls:
        name = last_name(call.func)
        if name not in names and not name[:1].isupper():
            continue  # neither one of them nor a class
        advice = advice_for(inference, module, call)
        if advice is not None and _matters(inference, module, call, advice):
            function = function_at(module, call.function)
            message = f"`{call.text}` without `{advice.keyword}={advice.value}`: {advice.why}"
            finding = reporter.finding(CODE, message, module, function, call.span, call.text)
            yield Detection(finding, module, function, call.span, call.scope, KIND)


def advice_for(inference: Inference, module: Module, call: Call) -> Advice | None:
    """What a call lacks, if it is known for sure."""
    known = _known(inference, module, call.func)
    given = dict(call.keywords)
    if known is None or known.keyword in given or "**" in given:
        return None
    if not known.told_by:
        return known
    told = inference.value(module, given.get(known.told_by))
    names = _with_parents(inference, module, told.name) if isinstance(told, Ref) else frozenset()
    return known if names & known.classes else None


def _known(inference: Inference, module: Module, callee: Expr) -> Advice | None:
    value = inference.value(module, callee)
    if not isinstance(value, Ref):
        return None
    names = _with_parents(inference, module, value.name)
    return next((item for name, item in inference.catalogue.advice.items() if name in names), None)


def _with_parents(inference: Inference, module: Module, name: str) -> frozenset[str]:
    """A class and those that it has its constructor from; empty if it has one of its own."""
    if inference.class_named(name, module.path) is None:
        return frozenset({name})
    if inference.method(name, "__init__", module.path):
        return frozenset()
    return inference.classes_of(name, module.path)


def _matters(inference: Inference, module: Module, call: Call, advice: Advice) -> bool:
    """Whether one of the methods is called somewhere, and the keyword is not given later."""
    project = inference.project
    view = project.view(module.path)
    block = view.parents[view.call(call.span)]
    if isinstance(block, ast.withitem):  # it lives in this function
        around = view.enclosing_function(block)
        used = around is not None and any(
            isinstance(node, ast.Attribute) and node.attr in advice.methods
            for node in ast.walk(around)
        )
        yields = around is not None and any(isinstance(x, ast.Yield) for x in ast.walk(around))
        if not (used or yields):
            return False
    elif not any(project.with_word(method) for method in advice.methods):
        return False
    names = {"configure", *_names_of(block)}
    return not any(
        advice.keyword in dict(other.keywords) and last_name(other.func) in names
        for found in project.mentioning(advice.keyword)
        for other in found.calls
    )


def _names_of(statement: ast.AST) -> Iterator[str]:
    """The names and attributes that what is made is assigned to."""
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Attribute):
            yield target.attr
