"""One module seen closely: its tree with parents, for those who must look at statements."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project.nodes import children
from asyncfix.project.parents import Parents
from asyncfix.project.positions import Positions
from asyncfix.project.summary import Function, Module
from asyncfix.text import split_lines

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_PLACED = (ast.Call, ast.For, ast.With, *_COMPREHENSIONS)
_LEAVES = frozenset({ast.Name, ast.Constant})
_Mention = ast.Name | ast.Attribute | ast.alias


class ImportedName(NamedTuple):
    """A name bound by an import statement: dotted target, and the statement."""

    bound: str
    target: str
    node: ast.Import | ast.ImportFrom


class View:
    """A module's summary, tree and text side by side.

    Of most modules a function or two are looked at: statements are taken in as they are asked for.
    """

    def __init__(self, module: Module, tree: ast.Module, text: str) -> None:
        self.module = module
        self.tree = tree
        self.text = text
        self._positions = Positions(text)
        self._parents: dict[ast.AST, ast.AST] = {}
        self._nodes: dict[Span, ast.AST] = {}
        self._functions: dict[Span, FunctionNode] = {}
        self._scopes = {item.span: item.scope for item in module.functions}
        self._pieces: list[tuple[ast.AST, list[ast.AST]]] = []
        self._starts: list[int] = []
        for statement in tree.body:
            if not isinstance(statement, ast.ClassDef):
                self._add_piece(statement, tree, [statement])
                continue
            self._parents[statement] = tree
            head = [item for item in children(statement) if not isinstance(item, ast.stmt)]
            self._add_piece(statement, statement, head)
            for inner in statement.body:
                self._add_piece(inner, statement, [inner])

    def _add_piece(self, at: ast.stmt, parent: ast.AST, parts: list[ast.AST]) -> None:
        decorators: list[ast.expr] = getattr(at, "decorator_list", [])
        self._starts.append(min([at.lineno, *(item.lineno for item in decorators)]))
        self._pieces.append((parent, parts))

    @property
    def parents(self) -> Parents:
        """The nodes around nodes. It is not kept: views that are put away must go at once, and not
        when the collector comes, which is rarely."""
        return Parents(self._parents, self._look)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, with their ends."""
        return split_lines(self.text)

    @cached_property
    def _mentions(self) -> Mapping[str, list[_Mention]]:
        mentions: dict[str, list[_Mention]] = {}
        self._pieces = [(self.tree, [])] * len(self._pieces)
        self._take_in(self.tree, children(self.tree), mentions)
        return mentions

    def _look(self, node: ast.AST) -> None:
        """Takes in the statement around a node, or all if that is not known."""
        self._look_at(getattr(node, "lineno", 0))
        if node not in self._parents and node is not self.tree:
            _ = self._mentions

    def _look_at(self, line: int) -> None:
        index = bisect_right(self._starts, line) - 1
        if index >= 0:
            parent, parts = self._pieces[index]
            self._pieces[index] = (parent, [])
            self._take_in(parent, parts, None)

    def _take_in(
        self, parent: ast.AST, found: list[ast.AST], mentions: dict[str, list[_Mention]] | None
    ) -> None:
        """Takes in nodes of a parent and all below them."""
        pending: list[ast.AST] = []
        while True:
            for child in found:
                self._parents[child] = parent
                if mentions is not None and isinstance(child, ast.Name):
                    mentions.setdefault(child.id, []).append(child)
                if type(child) in _LEAVES:
                    continue
                pending.append(child)
                if isinstance(child, ast.Attribute | ast.alias):
                    if mentions is not None:
                        mentions.setdefault(_last_name(child), []).append(child)
                elif isinstance(child, _PLACED):
                    self._nodes[self.span(child)] = child
                elif isinstance(child, FunctionNode):
                    self._functions[self.span(child)] = child
            if not pending:
                return
            parent = pending.pop()
            found = children(parent)

    def mentions(self, name: str) -> Sequence[_Mention]:
        """The names, the attributes and the imported names that are written so."""
        return self._mentions.get(name, ())

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

    def node(self, span: Span) -> ast.AST:
        """The call, loop, `with`, comprehension, function, import, name or attribute at a span."""
        self._find(span)
        if span in self._functions:
            return self._functions[span]
        if span not in self._nodes:  # few of the many names and attributes are asked for
            for found in self._mentions.values():
                for item in found:
                    node = self.parents[item] if isinstance(item, ast.alias) else item
                    if isinstance(node, ast.expr | ast.stmt) and node.lineno == span.line:
                        self._nodes.setdefault(self.span(node), node)
        return self._nodes[span]

    def function_node(self, function: Function) -> FunctionNode:
        """The definition of a function of this module."""
        self._find(function.span)
        return self._functions[function.span]

    def _find(self, span: Span) -> None:
        """Takes in what stands at a span."""
        if span not in self._nodes and span not in self._functions:
            self._look_at(span.line)
        if span not in self._nodes and span not in self._functions:
            _ = self._mentions

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

    def is_bound_within(self, node: ast.Name) -> bool:
        """Whether a comprehension or lambda around a name, within its function, binds the name."""
        child: ast.AST = node
        outside = False
        for parent in self.ancestors(node):
            if isinstance(parent, FunctionNode):
                return False
            if isinstance(parent, ast.Lambda) and child is parent.body:
                arguments = parent.args
                every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
                if any(item.arg == node.id for item in every):
                    return True
            elif isinstance(parent, ast.comprehension):
                outside = child is parent.iter
            elif isinstance(parent, _COMPREHENSIONS):
                first = child is parent.generators[0] and outside
                if not first and any(_binds(item, node.id) for item in parent.generators):
                    return True
            child = parent
        return False

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

    def imports(self) -> Iterator[ImportedName]:
        """The imports that always run: those that stand at the module's top level."""
        for node in self.tree.body:
            yield from self.imported_by(node)

    def imported_by(self, node: ast.stmt) -> Iterator[ImportedName]:
        """The names that a statement imports, if it is an import of absolute names."""
        if isinstance(node, ast.Import):
            for item in node.names:
                target = item.name if item.asname else item.name.partition(".")[0]
                yield ImportedName(item.asname or target, target, node)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            for item in node.names:
                if item.name != "*":
                    target = f"{node.module}.{item.name}"
                    yield ImportedName(item.asname or item.name, target, node)


def _binds(generator: ast.comprehension, name: str) -> bool:
    targets = ast.walk(generator.target)
    return any(isinstance(item, ast.Name) and item.id == name for item in targets)


def _last_name(node: ast.Attribute | ast.alias) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.name.rpartition(".")[2]


def walk_scope(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below a node that run in the same function; nested definitions are not entered.

    Their decorators, defaults and bases are, because those run where the definition stands.
    """
    pending = children(node)
    while pending:
        current = pending.pop()
        yield current
        if type(current) in _LEAVES:
            continue
        if isinstance(current, FunctionNode):
            pending += [*current.decorator_list, *current.args.defaults]
            pending += [item for item in current.args.kw_defaults if item is not None]
        elif isinstance(current, ast.Lambda):
            pending += [*current.args.defaults]
        else:
            pending += children(current)


def with_defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """The parameters of a function but `*args` and `**kwargs`, each with its default."""
    positional = [*arguments.posonlyargs, *arguments.args]
    padding: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    yield from zip(positional, [*padding, *arguments.defaults], strict=True)
    yield from zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)


def root_name(node: ast.expr) -> ast.Name | None:
    """The name that a chain of attributes, subscripts and calls starts from."""
    current = node
    while isinstance(current, ast.Attribute | ast.Subscript | ast.Call):
        current = current.func if isinstance(current, ast.Call) else current.value
    return current if isinstance(current, ast.Name) else None
