"""Walks a module's tree once and writes its summary; resolves nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from asyncfix.project.expressions import describe, describe_call, dotted_text
from asyncfix.project.positions import Positions
from asyncfix.project.summary import (
    NONE,
    Binding,
    Call,
    Class,
    Derived,
    Expr,
    Function,
    Loop,
    Module,
    Name,
    Parameter,
    Scope,
    WithBlock,
    WithItem,
)
from asyncfix.model import Span

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def summarise(tree: ast.Module, text: str, path: str, name: str, is_package: bool) -> Module:
    """The summary of a parsed module. `name` is its dotted name, `path` names the file."""
    walker = _Walker(tree, text, path, name, is_package)
    return walker.module


class _Walker:
    def __init__(
        self, tree: ast.Module, text: str, path: str, name: str, is_package: bool
    ) -> None:
        self.module = Module(path, name, is_package, [], [], [], [], [], [], [])
        self.positions = Positions(text)
        self.scope = 0
        self.function = -1
        self.depth = self.lazy = self.deferred = 0
        self.awaited: ast.expr | None = None
        self.module.scopes.append(Scope("module", -1, -1))
        self._handlers: dict[type, Callable[[ast.AST], None]] = {
            kind: getattr(self, f"_{kind.__name__}")
            for kind in (
                *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Call),
                *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Await),
                *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor),
                *(ast.With, ast.AsyncWith, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal),
                *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping, ast.Delete),
                *(ast.Return, ast.Yield, ast.YieldFrom),
            )
        }
        for statement in tree.body:
            self.visit(statement)

    def visit(self, node: ast.AST) -> None:
        handler = self._handlers.get(type(node))
        if handler is not None:
            handler(node)
        else:
            self.visit_children(node)

    def visit_children(self, node: ast.AST) -> None:
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self.visit(item)
            elif isinstance(value, ast.AST):
                self.visit(value)

    def visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    # scopes and bindings

    def describe(self, node: ast.expr | None) -> Expr:
        return describe(node, self.scope)

    def bind(self, name: str, binding: Binding, scope: int | None = None) -> None:
        index = self.scope if scope is None else scope
        scopes = self.module.scopes
        if name in scopes[index].global_names:
            index = 0
        elif name in scopes[index].nonlocal_names:
            index = self._nonlocal_scope(index, name)
        scopes[index].bindings.setdefault(name, []).append(binding)

    def _nonlocal_scope(self, index: int, name: str) -> int:
        scopes = self.module.scopes
        outer = scopes[index].parent
        while outer > 0 and (scopes[outer].kind == "class" or name not in scopes[outer].bindings):
            outer = scopes[outer].parent
        return outer if outer > 0 else index

    def bind_target(self, target: ast.expr, value: Expr, annotation: Expr = None) -> None:
        """Binds what an assignment, loop or `with` stores into."""
        if isinstance(target, ast.Name):
            self.bind(target.id, Binding("value", target.lineno, "", value, annotation))
        elif isinstance(target, ast.Tuple | ast.List):
            for item in target.elts:
                self.bind_target(item, None)
        elif isinstance(target, ast.Starred):
            self.bind_target(target.value, None)
        else:
            self._bind_attribute(target, value, annotation)
            self.visit(target)

    def _bind_attribute(self, target: ast.expr, value: Expr, annotation: Expr) -> None:
        if not (isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)):
            return
        function = self.module.functions[self.function] if self.function >= 0 else None
        if function is None or function.owner < 0 or not function.parameters:
            return
        if target.value.id == function.parameters[0].name:
            binding = Binding("value", target.lineno, "", value, annotation)
            owner = self.module.classes[function.owner]
            owner.attributes.setdefault(target.attr, []).append(binding)

    def open_scope(self, kind: str, function: int, owner: int = -1) -> int:
        """Adds a scope inside the current one and enters it; gives the one that was left."""
        left = self.scope
        self.module.scopes.append(Scope(kind, left, function, owner))
        self.scope = len(self.module.scopes) - 1
        return left

    # definitions

    def _FunctionDef(self, node: _Function) -> None:
        arguments = node.args
        self.visit_all(node.decorator_list)
        self.visit_all((*arguments.defaults, *arguments.kw_defaults))
        outer, outer_function = self.scope, self.function
        scope = self.module.scopes[outer]
        function = Function(
            index=len(self.module.functions),
            name=node.name,
            qualname=self._qualified(node.name),
            span=self.positions.span(node),
            is_async=isinstance(node, ast.AsyncFunctionDef),
            scope=len(self.module.scopes),
            outer=outer,
            parent=outer_function,
            owner=scope.owner if scope.kind == "class" else -1,
            decorators=tuple(self.describe(item) for item in node.decorator_list),
            parameters=self._parameters(arguments),
            returns=self.describe(node.returns),
        )
        self.bind(node.name, Binding("function", node.lineno, str(function.index)))
        self.module.functions.append(function)
        saved = (self.depth, self.lazy, self.deferred)
        self.depth = self.lazy = self.deferred = 0
        self.open_scope("function", function.index)
        self.function = function.index
        self._bind_parameters(arguments, function.parameters)
        self.visit_all(node.body)
        self.scope, self.function = outer, outer_function
        self.depth, self.lazy, self.deferred = saved

    _AsyncFunctionDef = _FunctionDef

    def _qualified(self, name: str) -> str:
        scope = self.module.scopes[self.scope]
        if scope.kind == "class":
            return f"{self.module.classes[scope.owner].qualname}.{name}"
        if self.function >= 0:
            return f"{self.module.functions[self.function].qualname}.{name}"
        return name

    def _parameters(self, arguments: ast.arguments) -> tuple[Parameter, ...]:
        positional = [*arguments.posonlyargs, *arguments.args]
        padding: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        defaults = [*padding, *arguments.defaults, *arguments.kw_defaults]
        return tuple(
            Parameter(item.arg, self.describe(item.annotation), self.describe(default))
            for item, default in zip([*positional, *arguments.kwonlyargs], defaults, strict=True)
        )

    def _bind_parameters(
        self, arguments: ast.arguments, parameters: tuple[Parameter, ...]
    ) -> None:
        line = self.module.functions[self.function].span.line if self.function >= 0 else 0
        for item in parameters:
            binding = Binding("parameter", line, "", item.default, item.annotation)
            self.bind(item.name, binding)
        for rest in (arguments.vararg, arguments.kwarg):
            if rest is not None:
                self.bind(rest.arg, Binding("other", line))

    def _ClassDef(self, node: ast.ClassDef) -> None:
        self.visit_all(node.decorator_list)
        self.visit_all(node.bases)
        self.visit_all(keyword.value for keyword in node.keywords)
        definition = Class(
            index=len(self.module.classes),
            name=node.name,
            qualname=self._qualified(node.name),
            scope=len(self.module.scopes),
            outer=self.scope,
            bases=tuple(self.describe(base) for base in node.bases),
        )
        self.bind(node.name, Binding("class", node.lineno, str(definition.index)))
        self.module.classes.append(definition)
        left = self.open_scope("class", self.function, definition.index)
        self.visit_all(node.body)
        self.scope = left

    def _Lambda(self, node: ast.Lambda) -> None:
        self.visit_all((*node.args.defaults, *node.args.kw_defaults))
        left = self.open_scope("lambda", self.function)
        self._bind_parameters(node.args, self._parameters(node.args))
        self.deferred += 1
        self.visit(node.body)
        self.deferred -= 1
        self.scope = left

    # expressions

    def _Call(self, node: ast.Call) -> None:
        awaited = self.awaited is node
        called = describe_call(node, self.scope)
        self.module.calls.append(
            Call(
                span=self.positions.span(node),
                func=called.func,
                args=called.args,
                keywords=called.keywords,
                text=dotted_text(node.func),
                scope=self.scope,
                function=self.function,
                awaited=awaited,
                lazy=self.lazy > 0,
                deferred=self.deferred > 0,
                depth=self.depth,
            )
        )
        self.visit_children(node)

    def _Await(self, node: ast.Await) -> None:
        self._mark_awaits()
        self.awaited = node.value
        self.visit(node.value)

    def _mark_awaits(self) -> None:
        if self.function >= 0 and not self.deferred:
            self.module.functions[self.function].awaits = True

    def _ListComp(self, node: _Comprehension) -> None:
        first = node.generators[0]
        self.visit(first.iter)
        self._note_loop(node, first.iter, comprehension=True)
        left = self.open_scope("comprehension", self.function)
        lazy = isinstance(node, ast.GeneratorExp)
        self.lazy += lazy
        self.depth += 1
        for generator in node.generators:
            if generator is not first:
                self.visit(generator.iter)
            if generator.is_async:
                self._mark_awaits()
            self.bind_target(generator.target, Derived("iter", self.describe(generator.iter)))
            self.visit_all(generator.ifs)
        if isinstance(node, ast.DictComp):
            self.visit_all((node.key, node.value))
        else:
            self.visit(node.elt)
        self.depth -= 1
        self.lazy -= lazy
        self.scope = left

    _SetComp = _DictComp = _GeneratorExp = _ListComp

    def _NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        scope = self.scope
        while self.module.scopes[scope].kind == "comprehension":
            scope = self.module.scopes[scope].parent
        value = self.describe(node.value)
        self.bind(node.target.id, Binding("value", node.lineno, "", value), scope)

    def _Yield(self, node: ast.Yield) -> None:
        if self.function >= 0 and not self.deferred:
            function = self.module.functions[self.function]
            function.is_generator = True
            function.yielded.append(self.describe(node.value))
        self.visit_children(node)

    def _YieldFrom(self, node: ast.YieldFrom) -> None:
        if self.function >= 0 and not self.deferred:
            self.module.functions[self.function].is_generator = True
        self.visit_children(node)

    # statements

    def _Return(self, node: ast.Return) -> None:
        if self.function >= 0:
            value = self.describe(node.value) if node.value is not None else NONE
            self.module.functions[self.function].returned.append(value)
        self.visit_children(node)

    def _Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        value = self.describe(node.value)
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                self._bind_pairwise(target, node.value)
            else:
                self.bind_target(target, value)

    def _bind_pairwise(self, target: ast.Tuple, value: ast.Tuple) -> None:
        starred = any(isinstance(item, ast.Starred) for item in (*target.elts, *value.elts))
        if starred or len(target.elts) != len(value.elts):
            self.bind_target(target, None)
            return
        for item, part in zip(target.elts, value.elts, strict=True):
            self.bind_target(item, self.describe(part))

    def _AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)
        value = self.describe(node.value)
        self.bind_target(node.target, value, self.describe(node.annotation))

    def _AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        self.bind_target(node.target, None)

    def _Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.bind(target.id, Binding("other", node.lineno))
            else:
                self.visit(target)

    def _For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        asynchronous = isinstance(node, ast.AsyncFor)
        if asynchronous:
            self._mark_awaits()
        else:
            self._note_loop(node, node.iter, comprehension=False)
        how = "aiter" if asynchronous else "iter"
        self.bind_target(node.target, Derived(how, self.describe(node.iter)))
        self.visit_all((*node.body, *node.orelse))

    _AsyncFor = _For

    def _note_loop(self, node: ast.For | _Comprehension, over: ast.expr, comprehension: bool) -> None:
        if self.function < 0 or self.deferred or not isinstance(over, ast.Call) or over.keywords:
            return
        if not over.args:
            return
        bound = over.args[0] if len(over.args) == 1 else over.args[1]
        if not isinstance(bound, ast.Name | ast.Attribute) or dotted_text(over.func) != "range":
            return
        self.module.loops.append(
            Loop(
                span=self.positions.span(node),
                bound=self.describe(bound),
                function=self.function,
                scope=self.scope,
                comprehension=comprehension,
                busy=not any(isinstance(item, _YIELDING) for item in ast.walk(node)),
            )
        )

    def _With(self, node: ast.With | ast.AsyncWith) -> None:
        asynchronous = isinstance(node, ast.AsyncWith)
        if asynchronous:
            self._mark_awaits()
        for item in node.items:
            self.visit(item.context_expr)
            value = self.describe(item.context_expr)
            if item.optional_vars is not None:
                how = "aenter" if asynchronous else "enter"
                self.bind_target(item.optional_vars, Derived(how, value))
        if not asynchronous and self.function >= 0:
            self._note_with(node)
        self.visit_all(node.body)

    _AsyncWith = _With

    def _note_with(self, node: ast.With | ast.AsyncWith) -> None:
        whole = self.positions.span(node)
        items = []
        for item in node.items:
            bound = item.optional_vars
            names = [part.id for part in ast.walk(bound) if isinstance(part, ast.Name)] if bound else []
            value = self.describe(item.context_expr)
            items.append(WithItem(self.positions.span(item.context_expr), value, tuple(names)))
        last = node.items[-1]
        end = self.positions.span(last.optional_vars or last.context_expr)
        header = Span(whole.line, whole.column, end.end_line, end.end_column)
        self.module.withs.append(WithBlock(whole, header, tuple(items), self.function, self.scope))

    def _Import(self, node: ast.Import) -> None:
        for item in node.names:
            target = item.name if item.asname else item.name.partition(".")[0]
            self.bind(item.asname or target, Binding("import", node.lineno, target))

    def _ImportFrom(self, node: ast.ImportFrom) -> None:
        base = self._absolute(node.module or "", node.level)
        for item in node.names:
            if item.name == "*":
                self.module.stars.append(base)
            else:
                target = f"{base}.{item.name}" if base else item.name
                self.bind(item.asname or item.name, Binding("import", node.lineno, target))

    def _absolute(self, module: str, level: int) -> str:
        if level == 0:
            return module
        parts = self.module.name.split(".")
        keep = len(parts) - level + (1 if self.module.is_package else 0)
        return ".".join([*parts[: max(keep, 0)], *([module] if module else [])])

    def _Global(self, node: ast.Global) -> None:
        self.module.scopes[self.scope].global_names.update(node.names)

    def _Nonlocal(self, node: ast.Nonlocal) -> None:
        self.module.scopes[self.scope].nonlocal_names.update(node.names)

    def _ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self.visit(node.type)
        if node.name:
            self.bind(node.name, Binding("other", node.lineno))
        self.visit_all(node.body)

    def _MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self.bind(node.name, Binding("other", node.lineno))
        self.visit_children(node)

    _MatchStar = _MatchAs

    def _MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bind(node.rest, Binding("other", node.lineno))
        self.visit_children(node)


_YIELDING = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)
