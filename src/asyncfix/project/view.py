"""One module seen closely: its tree with parents, for those who must look at statements."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeGuard

from asyncfix.model import Span
from asyncfix.project.nodes import COMPREHENSIONS, ModuleInParts, children, walk
from asyncfix.project.parents import Parents
from asyncfix.project.positions import Positions
from asyncfix.project.sources.words import WordLines
from asyncfix.project.statements import ImportedName, Statements, imported_by, stands_on
from asyncfix.project.summary import Function, Module
from asyncfix.text import split_lines

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)

_PLACED = (ast.Call, ast.For, ast.With, ast.AsyncWith, *COMPREHENSIONS)
_LEAVES = frozenset({ast.Name, ast.Constant})
_FUNCTIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda})
_ASKED_FOR_SELDOM = (ast.Name, ast.Attribute, ast.Import, ast.ImportFrom)
_Mention = ast.Name | ast.Attribute | ast.alias


class View:
    """A module's summary, tree and text side by side.

    Of most modules a function or two are looked at: statements are taken in as they are asked for.
    """

    def __init__(self, module: Module, text: str, tree: ast.Module | None = None) -> None:
        self.module = module
        self.text = text
        self.lines = split_lines(text)
        """The lines of the text, with their ends."""
        self._statements = (
            Statements(self.lines, module.starts) if tree is None else Statements.of(tree)
        )
        self.tree: ast.Module = ModuleInParts(self._statements.all)
        self._positions = Positions(text)
        self._parents: dict[ast.AST, ast.AST] = {}
        self._nodes: dict[Span, ast.AST] = {}
        self._functions: dict[Span, FunctionNode] = {}
        self._mentions: dict[str, list[_Mention]] = {}
        self._scopes = {item.span: item.scope for item in module.functions}
        self._is_whole = False

    @property
    def parents(self) -> Parents:
        """The nodes around nodes. It is not kept: views that are put away must go at once, and not
        when the collector comes, which is rarely."""
        return Parents(self._parents, self._look)

    def _look(self, node: ast.AST) -> None:
        """Takes in the statement around a node, or all if that is not known."""
        self._look_at(getattr(node, "lineno", 0))
        if node not in self._parents and node is not self.tree:
            self._look_at_all()

    def _look_at_all(self) -> None:
        if not self._is_whole:
            self._is_whole = True
            self._take_in(self.tree, children(self.tree))

    def _look_at(self, line: int) -> None:
        """Takes in the statements on a line; of a class only what stands there in it."""
        for statement in self._statements.on([line]):
            if isinstance(statement, ast.ClassDef):
                self._look_into(statement, line)
            elif statement not in self._parents:
                self._take_in(self.tree, [statement])

    def _look_into(self, node: ast.ClassDef, line: int) -> None:
        if node not in self._parents:
            self._parents[node] = self.tree
            self._take_in(node, [item for item in children(node) if not isinstance(item, ast.stmt)])
        for inner in node.body:
            if inner not in self._parents and stands_on(inner, [line]):
                self._take_in(node, [inner])

    def _take_in(self, parent: ast.AST, found: list[ast.AST]) -> None:
        """Takes in nodes of a parent and all below them."""
        pending: list[ast.AST] = []
        while True:
            for child in found:
                self._parents[child] = parent
                if type(child) in _LEAVES:
                    continue
                pending.append(child)
                if isinstance(child, _PLACED):
                    self._nodes[self.span(child)] = child
                elif isinstance(child, FunctionNode):
                    self._functions[self.span(child)] = child
            if not pending:
                return
            parent = pending.pop()
            found = children(parent)

    @cached_property
    def texts(self) -> tuple[ast.Constant, ...]:
        """The strings that the module is written with, those of outer statements first."""
        nodes = (item for item in ast.walk(self.tree) if isinstance(item, ast.Constant))
        return tuple(item for item in nodes if isinstance(item.value, str))

    def mentions(self, name: str) -> Sequence[_Mention]:
        """The names, the attributes and the imported names that are written so."""
        if name not in self._mentions:
            found = self._standing_on(self._words.lines(name))
            self._mentions[name] = [item for item in found if _is_mention(item, name)]
        return self._mentions[name]

    def _standing_on(self, lines: Sequence[int]) -> Iterator[ast.AST]:
        """What the statements are made of that have some of the lines, which are sorted."""
        found: list[ast.AST] = [*self._statements.on(lines)]
        pending: list[ast.AST] = []
        while True:
            for child in found:
                if isinstance(child, ast.stmt) and not stands_on(child, lines):
                    continue
                yield child
                if type(child) not in _LEAVES:
                    pending.append(child)
            if not pending:
                return
            found = children(pending.pop())

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.excepthandler) -> Span:
        """The span of a node."""
        return self._positions.span(node)

    def call(self, span: Span) -> ast.Call:
        """The call at a span. KeyError if there is none."""
        self._find(span)
        node = self._nodes[span]
        if not isinstance(node, ast.Call):
            raise KeyError(span)
        return node

    def call_given(self, node: ast.expr) -> ast.Call | None:
        """The call that an expression is an argument of; None if it is none."""
        parent = self.parents[node]
        call = self.parents[parent] if isinstance(parent, ast.keyword) else parent
        return call if isinstance(call, ast.Call) and call.func is not node else None

    def node(self, span: Span) -> ast.AST:
        """The call, loop, `with`, comprehension, function, import, name or attribute at a span."""
        if not self._has(span):
            self._look_at(span.line)
        for within in (self._standing_on([span.line]), walk(self.tree)):
            if self._has(span):
                break
            for item in within:  # few of the many names and attributes are asked for
                if isinstance(item, _ASKED_FOR_SELDOM):
                    self._nodes.setdefault(self.span(item), item)
        self._find(span)
        return self._functions[span] if span in self._functions else self._nodes[span]

    def function_node(self, function: Function) -> FunctionNode:
        """The definition of a function of this module."""
        self._find(function.span)
        return self._functions[function.span]

    def _find(self, span: Span) -> None:
        """Takes in what stands at a span."""
        if not self._has(span):
            self._look_at(span.line)
        if not self._has(span):
            self._look_at_all()

    def _has(self, span: Span) -> bool:
        return span in self._nodes or span in self._functions

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, from the inside out."""
        current = self.parents.get(node)
        while current is not None:
            yield current
            current = self._parents.get(current)

    def enclosing_function(self, node: ast.AST) -> FunctionNode | None:
        """The innermost `def` or `async def` whose body or parameters a node is in."""
        return next((item for item in self.bodies(node) if isinstance(item, FunctionNode)), None)

    def bodies(self, node: ast.AST) -> Iterator[FunctionNode | ast.ClassDef]:
        """The functions and classes around a node, from the inside out.

        Decorators, defaults, annotations and bases run where the definition stands.
        """
        child = node
        own = isinstance(node, ast.arg | ast.arguments)
        for parent in self.ancestors(node):
            if isinstance(parent, FunctionNode | ast.ClassDef):
                if isinstance(child, ast.stmt) or own:
                    yield parent
                own = False
            child = parent

    def scope(self, node: ast.AST) -> int:
        """The scope of the function around a node, or the module's."""
        function = self.enclosing_function(node)
        return 0 if function is None else self._scopes[self.span(function)]

    def scope_within(self, function: FunctionNode) -> int:
        """The scope of a function itself."""
        return self._scopes[self.span(function)]

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that a node is in, or is."""
        current: ast.AST = node
        while not isinstance(current, ast.stmt):
            current = self.parents[current]
        return current

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The list of statements that a statement stands in."""
        parent = self.parents[statement]
        for name in ("body", "orelse", "finalbody"):
            candidate = getattr(parent, name, None)
            if isinstance(candidate, list) and statement in candidate:
                return candidate
        raise ValueError("a statement outside of any block")

    def stands_alone(self, statement: ast.stmt) -> bool:
        """Whether a statement has its lines to itself: no `;`, no one-line suite."""
        span = self.span(statement)
        before = self.lines[span.line - 1][: span.column]
        after = self.lines[span.end_line - 1][span.end_column :].strip()
        return not before.strip() and (not after or after.startswith("#"))

    def imports(self) -> Sequence[ImportedName]:
        """The imports that always run: those that stand at the module's top level."""
        return self._imports

    @cached_property
    def _words(self) -> WordLines:
        return WordLines(self.text)

    @cached_property
    def _imports(self) -> tuple[ImportedName, ...]:
        found = self._statements.importing()
        return tuple(item for node in found for item in imported_by(node))


def _is_mention(node: ast.AST, name: str) -> TypeGuard[_Mention]:
    if isinstance(node, ast.Name):
        return node.id == name
    if isinstance(node, ast.Attribute):
        return node.attr == name
    return isinstance(node, ast.alias) and node.name.rpartition(".")[2] == name


def walk_run(run: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of statements that run in the same function, the statements among them."""
    for statement in run:
        yield statement
        yield from walk_scope(statement)


def walk_scope(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below a node that run in the same function; nested definitions are not entered.

    Their decorators, defaults and bases are, because those run where the definition stands.
    """
    pending = children(node)
    while pending:
        current = pending.pop()
        yield current
        kind = type(current)
        if kind in _LEAVES:
            continue
        if kind not in _FUNCTIONS:
            pending += children(current)
        elif isinstance(current, FunctionNode):
            pending += [*current.decorator_list, *current.args.defaults]
            pending += [item for item in current.args.kw_defaults if item is not None]
        elif isinstance(current, ast.Lambda):
            pending += [*current.args.defaults]
