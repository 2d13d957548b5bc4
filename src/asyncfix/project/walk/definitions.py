"""Notes functions, classes, lambdas and their parameters, imports, and declarations of names."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache
from sys import intern

from asyncfix.project.constants import describe_constant
from asyncfix.project.expressions import describe
from asyncfix.project.nodes import with_defaults
from asyncfix.project.summary import Binding, Class, Function, Parameter
from asyncfix.project.terms import Called, Expr, Literal, Text
from asyncfix.project.walk.replaced import replaced
from asyncfix.project.walk.walker import Visits, Walker

# Most are like many others, `self` above all: those are the same object.
_plain_parameter = lru_cache(maxsize=5_000)(Parameter)


def _function(walker: Walker, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    module, arguments = walker.module, node.args
    walker.visit_all(node.decorator_list)
    walker.visit_all((*arguments.defaults, *arguments.kw_defaults))
    outer, outer_function = walker.scope, walker.function
    scope, qualname = module.scopes[outer], _qualified(walker, node.name)
    decorators = tuple(walker.describe(item) for item in node.decorator_list)
    _open_types(walker, node)
    function = Function(
        index=len(module.functions),
        name=node.name,
        qualname=qualname,
        span=walker.positions.span(node),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        scope=len(module.scopes),
        outer=outer,
        owner=scope.owner if scope.kind == "class" else -1,
        decorators=decorators,
        parameters=_parameters(walker, arguments),
        returns=walker.describe(node.returns),
        replaced=node in walker.replaced,
    )
    walker.bind(node.name, Binding("function", node.lineno, str(function.index)), outer)
    walker.add_function(function)
    deferred, walker.deferred = walker.deferred, 0
    walker.open_scope("function", function.index)
    walker.function = function.index
    _bind_parameters(walker, arguments, function.parameters)
    ended = walker.visit_all(node.body) and not walker.dead
    returns = walker.noted[function.index].returned
    function.endless = ended and not returns and not _is_declared(node, function)
    walker.scope, walker.function = outer, outer_function
    walker.deferred = deferred


def _is_declared(node: ast.FunctionDef | ast.AsyncFunctionDef, function: Function) -> bool:
    """Whether a method raises NotImplementedError: another class has it, be it of other code."""
    return function.owner >= 0 and any(
        isinstance(item, ast.Name) and item.id in ("NotImplementedError", "NotImplemented")
        for item in ast.walk(node)
    )


def _qualified(walker: Walker, name: str) -> str:
    scope = walker.module.scopes[walker.scope]
    if scope.kind == "class":
        return f"{walker.module.classes[scope.owner].qualname}.{name}"
    if walker.function >= 0:
        return f"{walker.module.functions[walker.function].qualname}.{name}"
    return name


def _parameters(walker: Walker, arguments: ast.arguments) -> tuple[Parameter, ...]:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    return tuple(
        _plain_parameter(item.arg, None, None, index >= positional)
        if item.annotation is None and default is None
        else Parameter(
            item.arg,
            walker.describe(item.annotation),
            walker.describe(default),
            index >= positional,
            default is not None,
            describe_constant(default),
        )
        for index, (item, default) in enumerate(with_defaults(arguments))
    )


def _bind_parameters(
    walker: Walker, arguments: ast.arguments, parameters: tuple[Parameter, ...]
) -> None:
    line = walker.module.functions[walker.function].span.line if walker.function >= 0 else 0
    for item in parameters:
        walker.bind(item.name, Binding("parameter", line, "", item.default, item.annotation))
    outer = walker.module.scopes[walker.scope].parent
    for rest, kind in ((arguments.vararg, "builtins.tuple"), (arguments.kwarg, "builtins.dict")):
        if rest is not None:
            annotation = describe(rest.annotation, outer)
            walker.bind(rest.arg, Binding("rest", line, kind, annotation=annotation))


def _lambda(walker: Walker, node: ast.Lambda) -> None:
    walker.visit_all((*node.args.defaults, *node.args.kw_defaults))
    parameters = _parameters(walker, node.args)
    left = walker.open_scope("lambda", walker.function)
    _bind_parameters(walker, node.args, parameters)
    user, walker.user = walker.user, walker.users.pop(node, None)
    walker.deferred += 1
    walker.visit(node.body)
    walker.deferred -= 1
    walker.scope, walker.user = left, user


def _class(walker: Walker, node: ast.ClassDef) -> None:
    walker.visit_all(node.decorator_list)
    walker.visit_all(node.bases)
    walker.visit_all(keyword.value for keyword in node.keywords)
    outer, qualname = walker.scope, _qualified(walker, node.name)
    decorators = tuple(walker.describe(item) for item in node.decorator_list)
    _open_types(walker, node)
    definition = Class(
        index=len(walker.module.classes),
        name=node.name,
        qualname=qualname,
        scope=len(walker.module.scopes),
        bases=tuple(walker.describe(base) for base in node.bases),
        metaclass=walker.describe(
            next((item.value for item in node.keywords if item.arg == "metaclass"), None)
        ),
        decorators=decorators,
    )
    walker.bind(node.name, Binding("class", node.lineno, str(definition.index)), outer)
    walker.add_class(definition)
    walker.open_scope("class", walker.function, definition.index)
    walker.replaced |= replaced(node.body)
    walker.visit_all(node.body)
    walker.scope = outer


def _variable(walker: Walker, kind: str, name: str, bound: ast.expr | None) -> Expr:
    """A type variable in the brackets of a definition, as the call that would make it."""
    options = bound.elts if isinstance(bound, ast.Tuple) else []
    args = (Text(name, walker.scope), *(walker.describe(item) for item in options))
    single = bound is not None and not options
    keywords = (("bound", walker.describe(bound)),) if single else ()
    return Called(Literal(f"typing.{kind}"), args, keywords)


if sys.version_info >= (3, 12):

    def _open_types(
        walker: Walker, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> None:
        """Enters the scope of what a definition has in brackets, if it has any."""
        if not node.type_params:
            return
        walker.open_scope("types", walker.function)
        for item in node.type_params:
            bound = item.bound if isinstance(item, ast.TypeVar) else None
            value = _variable(walker, type(item).__name__, item.name, bound)
            walker.bind(item.name, Binding("value", item.lineno, "", value))

else:

    def _open_types(
        walker: Walker, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> None:
        """Before Python 3.12 definitions have no brackets."""


def _import(walker: Walker, node: ast.Import) -> None:
    for item in node.names:
        target = item.name if item.asname else item.name.partition(".")[0]
        walker.bind(item.asname or target, Binding("import", node.lineno, target))


def _import_from(walker: Walker, node: ast.ImportFrom) -> None:
    base = _absolute(walker, node.module or "", node.level)
    for item in node.names:
        if base is None:
            walker.bind(item.asname or item.name, Binding("other", node.lineno))
        elif item.name == "*":
            walker.module.stars.append(base)
        else:
            target = intern(f"{base}.{item.name}" if base else item.name)
            walker.bind(item.asname or item.name, Binding("import", node.lineno, target))


def _absolute(walker: Walker, module: str, level: int) -> str | None:
    """The dotted name of a module that is imported from; None beyond the topmost package."""
    if level == 0:
        return module
    parts = walker.module.name.split(".")
    keep = len(parts) - level + (1 if walker.module.is_package else 0)
    return None if keep < 0 else ".".join([*parts[:keep], *([module] if module else [])])


def _global(walker: Walker, node: ast.Global) -> None:
    walker.module.scopes[walker.scope].global_names |= {*node.names}


def _nonlocal(walker: Walker, node: ast.Nonlocal) -> None:
    walker.module.scopes[walker.scope].nonlocal_names |= {*node.names}


VISITS: Visits = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.Lambda: _lambda,
    ast.ClassDef: _class,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
}
