"""Tells whether a name that an import binds in a scope is used, by scopes as Python has them."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from asyncfix.rewrite.source import Source, first_line

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(slots=True)
class _Scope:
    parent: _Scope | None
    kind: str
    bound: set[str] = field(default_factory=set)
    rebound: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)

    def owner(self, name: str) -> _Scope:
        """The scope whose variable the name is, seen from here."""
        scope, is_global = self, False
        while scope.parent is not None:
            is_global = is_global or name in scope.globals
            own = name in scope.bound and name not in scope.outer
            # a class body may read the outer variable before it binds its own
            if own and not is_global and scope.kind != "class":
                return scope
            scope = scope.parent
        return scope


class Usage(ast.NodeVisitor):
    """What a module's scopes bind and read, as far as it goes by one of the `names`.

    Statements in whose text none of those stands are not looked at.
    """

    def __init__(self, source: Source, names: Collection[str]) -> None:
        self._module = self._scope = _Scope(None, "module")
        self._scopes = [self._module]
        self._of: dict[ast.AST, _Scope] = {source.tree: self._module}
        self._lines = list(_mentioning(source, names))
        self.visit(source.tree)

    def is_used(self, function: ast.AST, name: str) -> bool:
        """Whether something reads the variable of that name that the function, or module, owns."""
        owner = self._of[function]
        return any(name in scope.loaded and scope.owner(name) is owner for scope in self._scopes)

    def is_import_only(self, function: ast.AST, name: str) -> bool:
        """Whether nothing but imports binds the name there, and no inner scope rebinds it."""
        owner = self._of[function]
        return name not in owner.outer and not any(
            name in scope.rebound and (scope is owner or name in scope.outer)
            for scope in self._scopes
        )

    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.stmt) or self._is_mentioned(node):
            super().visit(node)

    def _is_mentioned(self, statement: ast.stmt) -> bool:
        index = bisect_left(self._lines, first_line(statement))
        last = statement.end_lineno or statement.lineno
        return index < len(self._lines) and self._lines[index] <= last

    def _bind(self, name: str, *, imported: bool = False) -> None:
        self._scope.bound.add(name)
        if not imported:
            self._scope.rebound.add(name)

    def _within(self, node: ast.AST, kind: str, inside: Sequence[ast.AST]) -> None:
        outer, self._scope = self._scope, _Scope(self._scope, kind)
        self._scopes.append(self._scope)
        self._of[node] = self._scope
        for each in inside:
            self.visit(each)
        self._scope = outer

    def _visit_all(self, nodes: Sequence[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def _visit_function(self, node: Function | ast.Lambda) -> None:
        arguments = node.args
        plain = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every = [*plain, arguments.vararg, arguments.kwarg]
        self._visit_all([*arguments.defaults, *arguments.kw_defaults])
        self._visit_all([arg.annotation for arg in every if arg is not None])
        names: list[ast.AST] = [ast.Name(arg.arg, ast.Store()) for arg in every if arg is not None]
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        self._within(node, "function", [*names, *getattr(node, "type_params", ()), *body])

    def _visit_def(self, node: Function) -> None:
        self._bind(node.name)
        self._visit_all([*node.decorator_list, node.returns])
        self._visit_function(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_def(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_def(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_function(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name)
        self._visit_all([*node.decorator_list, *node.bases, *node.keywords])
        self._within(node, "class", [*getattr(node, "type_params", ()), *node.body])

    def _visit_comprehension(self, node: Comprehension) -> None:
        first, *rest = node.generators
        self.visit(first.iter)
        value = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._within(node, "comprehension", [first.target, *first.ifs, *rest, *value])

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._visit_comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._visit_comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._visit_comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._visit_comprehension(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        inner = self._scope
        while self._scope.kind == "comprehension" and self._scope.parent is not None:
            self._scope = self._scope.parent
        self._bind(node.target.id)
        self._scope = inner

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id)
        if not isinstance(node.ctx, ast.Store):
            self._scope.loaded.add(node.id)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind(bound_name(alias, node), imported=True)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(bound_name(alias, node), imported=True)

    def visit_Global(self, node: ast.Global) -> None:
        self._scope.outer.update(node.names)
        self._scope.globals.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self._scope.outer.update(node.names)

    def generic_visit(self, node: ast.AST) -> None:
        # `except E as name`, `case {**name}`, `case [*name]`, type parameters: names as text
        for key in ("name", "rest"):
            name = getattr(node, key, None)
            if isinstance(name, str) and not isinstance(node, ast.alias):
                self._bind(name)
        super().generic_visit(node)


def _mentioning(source: Source, names: Collection[str]) -> Iterator[int]:
    """The numbers of the lines that have one of the names, however it is spelled."""
    words = re.compile("|".join(map(re.escape, names)))
    for number, line in enumerate(source.lines, 1):
        if words.search(line) or not line.isascii():  # to Python, other letters may be the same
            yield number


def bound_name(alias: ast.alias, statement: ast.Import | ast.ImportFrom) -> str:
    """The name that one item of an import statement binds."""
    if isinstance(statement, ast.Import):
        return alias.asname or alias.name.partition(".")[0]
    return alias.asname or alias.name


_TYPE_COMMENT = re.compile(r"#\s*type:\s*(?!ignore)(.*)")
_WORD = re.compile(r"[^\W\d]\w*")
_READING_CALLS = {
    *("cast", "TypeVar", "NewType", "ForwardRef", "TypeAliasType"),
    *("eval", "exec", "compile"),
}


def names_in_types_and_texts(tree: ast.Module, text: str) -> frozenset[str]:
    """Names that scopes do not show: in annotations, in texts that are code, in `__all__`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        for part in _typing_parts(node):
            names.update(_names_below(part))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ">>>" in node.value:
            names.update(_WORD.findall(node.value))
    for match in _TYPE_COMMENT.finditer(text):
        names.update(_WORD.findall(match[1]))
    return frozenset(names)


def _typing_parts(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
        yield node.annotation
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
        yield node.returns
    if isinstance(node, ast.Subscript) and _looks_generic(node.value):
        yield node.slice
    if isinstance(node, ast.Call) and _last_name(node.func) in _READING_CALLS:
        yield from (*node.args, *(keyword.value for keyword in node.keywords))
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(_last_name(target) == "__all__" for target in targets):
            yield node.value
    if isinstance(node, ast.Call) and _is_all_method(node.func):
        yield from node.args


def _is_all_method(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and _last_name(node.value) == "__all__"


def _looks_generic(node: ast.expr) -> bool:
    name = _last_name(node)
    return name[:1].isupper() or name in {"list", "dict", "set", "tuple", "type", "frozenset"}


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _names_below(part: ast.expr) -> Iterator[str]:
    for node in ast.walk(part):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _WORD.findall(node.value)
