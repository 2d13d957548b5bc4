"""Follows what an application keeps for all requests, where its kind is not known.

It may be a bot, a client or a scheduler that works on the event loop only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.plan.context import Context
from asyncfix.plan.proofs.state.owned import DATA_METHODS, VIEWS
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Inference, Instance, Ref, Union
from asyncfix.project.nodes import root_name
from asyncfix.project.passing import placed
from asyncfix.project.project import Definition
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import Called, Name
from asyncfix.project.view import FunctionNode, View

_DEEPEST = 4
_TAKING = frozenset({"get", "pop", "popleft", "setdefault"})


class AppState:
    """What of a function's names and expressions leads to such an object.

    `given`: parameters that are handed one. `own`: the object that it is a method of is nobody
    else's.
    """

    def __init__(
        self,
        context: Context,
        definition: Definition,
        given: frozenset[str] = frozenset(),
        own: bool = False,
        depth: int = _DEEPEST,
    ) -> None:
        self._context = context
        self._definition = definition
        self._view: View = context.view(definition.module.path)
        self._node: FunctionNode = self._view.function_node(definition.function)
        self._own = own
        self._depth = depth
        frameworks = context.catalogue.frameworks
        self._shared = frozenset(name for item in frameworks for name in item.shared)
        self._states = frozenset(name for item in frameworks for name in item.states)
        self._applications = frozenset(name for item in frameworks for name in item.applications)
        self._names = given
        self._names = self._bound(given)

    def problem(self, node: ast.AST) -> str:
        """What is done with such an object that others would not notice on the loop alone."""
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(func, ast.Name | ast.Subscript) and self._is_one(func):
            return f"it calls `{ast.unparse(func)}`, which may need the event loop's thread"
        if isinstance(func, ast.Attribute) and self._is_one(func.value):
            if func.attr in DATA_METHODS:
                return ""
            return f"it calls `{ast.unparse(func)}`, which may need the event loop's thread"
        if isinstance(node, ast.For | ast.comprehension):
            through = node.iter
            if isinstance(through, ast.Call) and isinstance(through.func, ast.Attribute):
                through = through.func.value if through.func.attr in VIEWS else through
            if self._is_one(through):
                text = ast.unparse(through)
                return f"other requests may change `{text}` while it goes through it"
        return ""

    def handed_on(self, call: ast.Call, target: Definition) -> frozenset[str]:
        """The parameters of a function of the project that a call hands such objects to."""
        bound = target.function.owner >= 0 and isinstance(call.func, ast.Attribute)
        given = placed(call.args, call.keywords, target.function.parameters[int(bound) :])
        return frozenset(name for name, value in given if self._is_one(value))

    def gives(self) -> bool:
        """Whether the function returns or yields such an object."""
        return any(
            node.value is not None and self._is_one(node.value)
            for statement in self._node.body
            for node in ast.walk(statement)
            if isinstance(node, ast.Return | ast.Yield)
        )

    def _bound(self, given: frozenset[str]) -> frozenset[str]:
        names = given
        while True:
            self._names = names
            found = {
                target.id
                for target, source in self._bindings()
                if isinstance(target, ast.Name) and self._is_one(source)
            }
            if found <= names:
                return names
            names |= found

    def _bindings(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        for statement in self._node.body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Assign):
                    yield from ((target, node.value) for target in node.targets)
                elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                    yield node.target, node.value
                elif isinstance(node, ast.For | ast.comprehension):
                    yield node.target, node.iter
                    item = ast.Subscript(_viewed(node.iter), ast.Constant(0), ast.Load())
                    yield node.target, ast.copy_location(item, node.iter)

    def _is_one(self, expr: ast.expr) -> bool:
        if isinstance(expr, ast.BoolOp):
            return any(self._is_one(item) for item in expr.values)
        if isinstance(expr, ast.IfExp):
            return self._is_one(expr.body) or self._is_one(expr.orelse)
        if isinstance(expr, ast.NamedExpr):
            return self._is_one(expr.value)
        return self._leads_there(expr) and not self._is_known(expr)

    def _leads_there(self, expr: ast.expr) -> bool:
        if isinstance(expr, ast.Name):
            return expr.id in self._names or self._is_there_for_all(expr)
        if isinstance(expr, ast.Attribute | ast.Subscript):
            below = self._is_state(expr.value) or self._leads_there(expr.value)
            return below or self._is_there_for_all(expr) or self._is_kept(expr)
        return isinstance(expr, ast.Call) and (self._is_given(expr) or self._is_kept(expr))

    def _is_kept(self, expr: ast.expr) -> bool:
        """Whether it is an item that functions have put where it is there for all."""
        container: ast.expr | None = expr.value if isinstance(expr, ast.Subscript) else None
        if isinstance(expr, ast.Call) and isinstance(expr.func, ast.Attribute):
            container = expr.func.value if expr.func.attr in _TAKING else None
        root = root_name(container) if container is not None else None
        if container is None or root is None or not self._is_for_all(root.id):
            return False
        place = describe(container, self._definition.function.scope)
        return self._context.off_loop.altered(self._definition, place)

    def _is_there_for_all(self, expr: ast.expr) -> bool:
        """Whether it is an object of a library's class that a module, or an object, has for all."""
        root = root_name(expr)
        if root is None or not self._is_for_all(root.id):
            return False
        value = self._context.value_in(self._view, expr)
        if value is None and isinstance(expr, ast.Name):
            return self._is_made_elsewhere(expr)
        return isinstance(value, Instance) and not self._is_known_class(value.cls)

    def _is_made_elsewhere(self, name: ast.Name) -> bool:
        """Whether a module has got it of a library of which nothing is known."""
        inference, scope = self._context.inference, self._definition.function.scope
        home, bindings = bound_at(inference, self._view.module, scope, name.id)
        calls = [item.value.func for item in bindings if isinstance(item.value, Called)]
        makers = [inference.value(home, func) for func in calls]
        return any(
            isinstance(maker, Ref | Bound)
            and not inference.is_defined(maker.name, home.path)
            and not self._context.catalogue.is_thread_safe(maker.name)
            and self._context.catalogue.entry(maker.name) is None
            for maker in makers
        )

    def _is_for_all(self, name: str) -> bool:
        function = self._definition.function
        scope = self._view.module.scopes[function.scope]
        if name == function.receiver:
            return not self._own
        return name not in scope.bindings or name in scope.global_names

    def _is_state(self, expr: ast.expr) -> bool:
        """Whether an expression is where an application, or its request, keeps what it likes."""
        if not isinstance(expr, ast.Attribute) or expr.attr not in self._states:
            return False
        base = expr.value
        if isinstance(base, ast.Attribute):
            return base.attr in self._shared
        function = self._definition.function
        if isinstance(base, ast.Name) and any(base.id == x.name for x in function.parameters):
            return base.id != function.receiver
        value = self._context.value_in(self._view, base)
        path = self._view.module.path
        return isinstance(value, Instance) and bool(
            self._applications & self._context.inference.classes_of(value.cls, path)
        )

    def _is_given(self, call: ast.Call) -> bool:
        func = call.func
        if isinstance(func, ast.Name) and func.id == "getattr" and call.args:
            return self._is_state(call.args[0]) or self._leads_there(call.args[0])
        if isinstance(func, ast.Attribute) and self._leads_there(func.value):
            return True
        value = self._context.value_in(self._view, func)
        if not isinstance(value, Ref) or not self._depth:
            return False
        targets = self._context.inference.functions(value, self._view.module.path)
        return any(gives_state(self._context, item, self._depth - 1) for item in targets)

    def _is_known(self, expr: ast.expr) -> bool:
        """Whether other proofs know what that is, and so what may be done with it."""
        value = self._context.value_in(self._view, expr)
        if isinstance(value, Union):
            return all(self._is_known_class(item.cls) for item in value.options)
        if isinstance(value, Instance):
            return self._is_known_class(value.cls)
        if isinstance(value, Bound):  # of a library's class it may be any attribute
            return self._is_known_class(value.name.rpartition(".")[0])
        return value is not None

    def _is_known_class(self, name: str) -> bool:
        context, path = self._context, self._view.module.path
        catalogue = context.catalogue
        return all(
            catalogue.is_thread_safe(base)
            or (base in catalogue.classes and bool(catalogue.classes[base].blocking))
            or context.inference.class_named(base, path) is not None
            for base in context.inference.classes_of(name, path)
        )


def _viewed(expr: ast.expr) -> ast.expr:
    """What is gone through by way of its items or values."""
    is_view = isinstance(expr, ast.Call) and isinstance(expr.func, ast.Attribute)
    if is_view and isinstance(expr, ast.Call) and isinstance(expr.func, ast.Attribute):
        return expr.func.value if expr.func.attr in VIEWS else expr
    return expr


def bound_at(
    inference: Inference, module: Module, scope: int, name: str
) -> tuple[Module, Sequence[Binding]]:
    """What a name is bound to, and the module that does so itself."""
    bindings = inference.lookup(module, scope, name) or ()
    first = bindings[0] if len(bindings) == 1 else None
    if first is None or first.kind != "import":
        return module, bindings
    home, rest = inference.longest_module(first.target, module.path)
    if home is None or home is module or len(rest) != 1:
        return module, ()
    return home, home.top.get(rest[0], ())


def gives_state(context: Context, definition: Definition, depth: int = _DEEPEST) -> bool:
    """Whether a function gives those who call it such an object."""
    question = ("gives what an application keeps", definition.name)
    if question not in context.whole:
        context.whole[question] = ""  # while it is being found out, for those that call themselves
        gives = AppState(context, definition, depth=depth).gives()
        context.whole[question] = "it does" if gives else ""
    return bool(context.whole[question])


def gives_common(context: Context, giver: Definition) -> bool:
    """Whether a function returns or yields what a name of its module stands for."""
    return any(
        isinstance(expr, Name)
        and context.inference.scope_of(giver.module, expr.scope, expr.name) == 0
        for expr in (*giver.function.returned, *giver.function.yielded)
    )
