"""Says what ties a handler to the loop's thread: what it, and what it calls, does and touches.

On the loop, code that does not await has every shared object to itself; in a thread it has not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.detect.handlers import Handler, dependencies, is_dependency
from asyncfix.plan.code.reads import arguments
from asyncfix.plan.context import Context
from asyncfix.plan.proofs.app_state import AppState, gives_common, gives_state
from asyncfix.plan.proofs.fresh import root_of
from asyncfix.plan.proofs.owned import MUTATORS, made_names
from asyncfix.plan.proofs.stops import raises_stop
from asyncfix.plan.proofs.units import units_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Ref, Value
from asyncfix.project.nodes import root_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import Called
from asyncfix.project.view import FunctionNode, View

_MOST = 200
_FOR_REQUEST = frozenset({"route", "dependency", "exception"})
"""The roles of what is called with things that were made for the request."""
_CONTEXT_CHANGES = frozenset({"contextvars.ContextVar.set", "contextvars.ContextVar.reset"})


class _Code(NamedTuple):
    """A function that runs in the handler's thread.

    `own`: names of what it made itself. `given`: its parameters. `shared`: those of them that
    dependencies give, which may be what other requests get too, and `common` those that surely
    are. `own_self`: the object that it is a method of was made for this request. `kept` tells what
    an application keeps.
    """

    definition: Definition
    view: View
    node: FunctionNode
    own: frozenset[str]
    given: frozenset[str]
    shared: frozenset[str]
    common: frozenset[str]
    own_self: bool
    kept: AppState

    @property
    def first(self) -> str:
        """The name of the object that it is a method of, empty for a function."""
        return self.definition.function.receiver


def affinity(context: Context, handler: Handler) -> str:
    """Why the handler's code must stay on the loop's thread; empty if it need not."""
    for code in _reached(context, handler):
        if handler.framework.executor and raises_stop(context, code.definition):
            name = code.definition.function.name
            return f"`{name}` may raise StopIteration, which its framework's threads do not hand on"
        if each := context.stateful.own_in_function(code.definition):
            return f"it uses `{each}`, which is another one in each thread"
        if text := next(context.off_loop.changing(code.definition, code.own_self), ""):
            name = code.definition.function.name
            return f"other requests may change `{text}` while `{name}` goes through it"
        found = context.off_loop.unnamed(code.definition) or context.off_loop.torn(
            code.definition, code.own_self
        )
        if found is not None:
            return found.reason
        for node in _run_by(code.node):
            problem = _problem(context, code, node) or code.kept.problem(node)
            if problem:
                return problem
    return ""


def _reached(context: Context, handler: Handler) -> Iterator[_Code]:
    """The handler, and the functions of the project that it calls, directly or further down."""
    code = _handler_code(context, handler)
    pending, seen = [code], {(code.definition.name, frozenset[str]())}
    while pending and len(seen) < _MOST:
        code = pending.pop()
        yield code
        for node in _run_by(code.node):
            if not isinstance(node, ast.Call):
                continue
            for definition in _run_there(context, code, node.func):
                given = code.kept.handed_on(node, definition)
                key = (definition.name, given)
                if key not in seen and not definition.function.is_async:
                    seen.add(key)
                    own_self = _is_own_object(code, node.func)
                    pending.append(_code(context, definition, own_self, given))
        for definition, own_self in _run_unasked(context, code):
            key = (definition.name, frozenset())
            if key not in seen and not definition.function.is_async:
                seen.add(key)
                pending.append(_code(context, definition, own_self, frozenset()))


def _run_unasked(context: Context, code: _Code) -> Iterator[tuple[Definition, bool]]:
    """What runs in a function unasked; each with whether its object was made for the request."""
    for item in context.implicits.of(code.definition):
        root = root_of(item.receiver)
        own = not root or root in code.own or (root == code.first and code.own_self)
        yield item.target, own
    for edge in context.graph.edges(code.definition):
        if edge.how != "call":
            root = edge.text.partition(".")[0]
            own = "." not in edge.text or root in code.own or (root == code.first and code.own_self)
            yield edge.target, own


def _run_by(function: FunctionNode) -> Iterator[ast.AST]:
    """What calling a function can run: not its decorators and defaults."""
    for statement in function.body:
        yield from ast.walk(statement)


def _handler_code(context: Context, handler: Handler) -> _Code:
    definition, inference = handler.definition, context.inference
    module, shared, common, kept = definition.module, set(), set(), set()
    if handler.role not in _FOR_REQUEST:  # who hands it over may keep what it is called with
        common = {parameter.name for parameter in definition.function.parameters}
    for parameter in definition.function.parameters:
        if is_dependency(inference, module, parameter):
            shared.add(parameter.name)
            givers = list(dependencies(inference, module, parameter))
            if any(gives_state(context, giver) for giver in givers):
                kept.add(parameter.name)
            if any(gives_common(context, giver) for giver in givers):
                common.add(parameter.name)
    own_self = _is_made_for_request(context, handler)
    code = _code(context, definition, own_self, frozenset(common | kept))
    return code._replace(shared=frozenset(shared), common=frozenset(common | kept))


def _is_made_for_request(context: Context, handler: Handler) -> bool:
    """Whether the handler is a method of an object that the framework makes for each request."""
    module, function = handler.definition.module, handler.definition.function
    if function.owner < 0:
        return False
    cls = f"{module.name}.{module.classes[function.owner].qualname}"
    classes = context.inference.classes_of(cls, module.path)
    return bool(handler.framework.endpoint_classes & classes) and not any(
        handler.framework.keeps in place.scopes[owner.scope].bindings
        for name in classes
        for place, owner in _defined(context, name, module.path)
    )


def _defined(context: Context, name: str, path: str) -> Iterator[tuple[Module, Class]]:
    found = context.inference.class_named(name, path)
    if found is not None:
        yield found


def _code(context: Context, definition: Definition, own_self: bool, kept: frozenset[str]) -> _Code:
    function = definition.function
    view = context.view(definition.module.path)
    node = view.function_node(function)
    given = frozenset(item.arg for item in arguments(node))
    making = function.owner >= 0 and function.name == "__init__"
    own = made_names(node.body, units_of(context.inference, definition))
    own -= _common_names(context, definition)
    none: frozenset[str] = frozenset()
    own_self = own_self or making
    state = AppState(context, definition, kept, own_self)
    return _Code(definition, view, node, own, given, none, none, own_self, state)


def _common_names(context: Context, definition: Definition) -> frozenset[str]:
    """The names that a function binds to what a function such as `get_cache` gives to all."""
    module = definition.module
    scope = module.scopes[definition.function.scope]
    return frozenset(
        name
        for name, bindings in scope.bindings.items()
        for binding in bindings
        if isinstance(binding.value, Called)
        and isinstance(callee := context.inference.value(module, binding.value.func), Ref)
        for giver in context.inference.functions(callee, module.path)
        if gives_common(context, giver)
    )


def _run_there(context: Context, code: _Code, func: ast.expr) -> Iterator[Definition]:
    """The functions that a call runs, also those of classes below."""
    cls = ""
    if isinstance(func, ast.Attribute):
        receiver = describe(func.value, code.definition.function.scope)
        cls = context.dispatch.received(code.definition, receiver, "")
    for definition in _called(context, code, context.value_in(code.view, func)):
        yield from (target for target, _ in context.dispatch.started(definition, cls))


def _called(context: Context, code: _Code, value: Value) -> list[Definition]:
    path = code.definition.module.path
    if isinstance(value, Ref) and context.inference.class_named(value.name, path) is not None:
        return context.inference.functions_named(f"{value.name}.__init__", path)
    return context.inference.functions(value, path)


def _is_own_object(code: _Code, func: ast.expr) -> bool:
    """Whether a method is called on something that was made for this request."""
    root = root_name(func)
    if root is None:
        return False
    return root.id in code.own or (root.id == code.first and code.own_self)


def _problem(context: Context, code: _Code, node: ast.AST) -> str:
    if isinstance(node, ast.Global | ast.Nonlocal):
        outer = isinstance(node, ast.Global) or code.view.enclosing_function(node) is code.node
        return f"it changes `{node.names[0]}`, which other requests share" if outer else ""
    if isinstance(node, ast.Call):
        return _call_problem(context, code, node)
    if isinstance(node, ast.AugAssign) and not isinstance(node.target, ast.Name):
        root = root_name(node.target)
        if root is not None and root.id in code.shared:
            return _changes(node.target)
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return _changes(node) if _is_shared(context, code, node) else ""
    if isinstance(node, ast.Name | ast.Attribute):
        return _bound_problem(context, code, node)
    return ""


def _changes(node: ast.expr) -> str:
    return f"it changes `{ast.unparse(node)}`, which other requests may share"


def _call_problem(context: Context, code: _Code, node: ast.Call) -> str:
    value = context.value_in(code.view, node.func)
    name = value.name if isinstance(value, Ref | Bound) else ""
    if _needs_loop(context, name):
        return f"it uses `{name}`"
    if name in _CONTEXT_CHANGES:
        return "it sets a context variable"
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in MUTATORS:
        return ""
    if isinstance(value, Ref) or not _is_shared(context, code, node.func):
        return ""
    known = isinstance(value, Bound) and value.name.rpartition(".")[0]
    bound = context.catalogue.classes.get(known) if known else None
    return "" if bound is not None and bound.bound else _changes(node.func.value)


def _needs_loop(context: Context, name: str) -> bool:
    top = name.partition(".")[0]
    if top in context.catalogue.loops or top == "signal":
        return True
    return top != "builtins" and name in context.catalogue.loop_bound


def _is_shared(context: Context, code: _Code, node: ast.Attribute | ast.Subscript) -> bool:
    """Whether other requests may see a change of an attribute, an item, or by a method."""
    chain = list(_chain(node))
    root = chain[-1]
    if not isinstance(root, ast.Name):
        return not isinstance(root, ast.Call)
    if root.id == code.first:
        return not code.own_self
    if root.id in code.own or _is_inner(code, root):
        return False
    if root.id not in code.given or root.id in code.common:
        return True
    members = {name for item in context.catalogue.frameworks for name in item.shared}
    leads_out = any(isinstance(item, ast.Attribute) and item.attr in members for item in chain)
    return leads_out or (root.id in code.shared and len(chain) > 2)


def _chain(node: ast.expr) -> Iterator[ast.expr]:
    current: ast.expr = node
    yield current
    while isinstance(current, ast.Attribute | ast.Subscript):
        current = current.value
        yield current


def _is_inner(code: _Code, name: ast.Name) -> bool:
    """Whether a nested function or comprehension of the handler gives the name its value."""
    inner = code.view.enclosing_function(name)
    if inner is None or inner is code.node:
        return False
    return name.id in made_names(inner.body)


def _bound_problem(context: Context, code: _Code, node: ast.Name | ast.Attribute) -> str:
    """Something that belongs to a thread or to one unit of work, and was not made for this one."""
    if not isinstance(node.ctx, ast.Load):
        return ""
    root = root_name(node)
    if root is None or root.id in code.own:
        return ""
    known = context.inference.class_entry(context.value_in(code.view, node))
    if known is None or not known.bound:
        return ""
    passed_on = root.id in code.given and root.id not in code.common
    own = passed_on and (root.id != code.first or code.own_self)
    if not known.is_thread_bound and (own or _is_local(code, root)):
        return ""
    return f"it works with `{ast.unparse(node)}`: {known.bound}"


def _is_local(code: _Code, root: ast.Name) -> bool:
    scope = code.definition.module.scopes[code.definition.function.scope]
    return root.id in scope.bindings and root.id not in code.given
