"""What one walk over a module keeps of it: compact, picklable, and free of `ast` nodes.

There are many of these at once: what does not grow any more is in tuples, which take least room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project.terms import Constant, Expr

INITIALISERS = frozenset({"__init__", "__post_init__"})
"""The methods that set up an object that was just made."""
CONSTRUCTORS = INITIALISERS | {"__new__"}
"""The methods that a class runs when it is called."""


class Binding(NamedTuple):
    """One way in which a scope binds a name.

    kind: `import` (target is dotted), `function` and `class` (target is the index as text),
    `parameter`, `rest` (`*args` or `**options`: target is the class of what it gets), `value`,
    `other` (something that is not followed).
    """

    kind: str
    line: int
    target: str = ""
    value: Expr = None
    annotation: Expr = None


class Outside(NamedTuple):
    """An attribute that is set, of something that is no method's own `self`."""

    base: Expr
    value: Expr


@dataclass(slots=True)
class Scope:
    """A scope; kind: `module`, `class`, `function`, `lambda`, `comprehension`, or `types` for what
    stands in the brackets of a definition: `class Base[T]`."""

    kind: str
    parent: int
    function: int
    owner: int = -1
    bindings: Mapping[str, Sequence[Binding]] = field(default_factory=dict)
    global_names: Set[str] = frozenset()
    nonlocal_names: Set[str] = frozenset()


class Parameter(NamedTuple):
    """A parameter of a function.

    `optional`: it has a default; `constant` is that, if it is a constant.
    """

    name: str
    annotation: Expr
    default: Expr
    keyword_only: bool = False
    optional: bool = False
    constant: Constant | None = None


class Store(NamedTuple):
    """An assignment to, or deletion of, an attribute or an item: of which name, and its text.

    An assignment by an operator, as in `count += 1`, is one to a plain name too; `updates` tells
    that it may change what is there in place. `root` is "" where it is no name. `target` is there
    where the text does not say all.
    """

    root: str
    text: str
    target: Expr = None
    updates: bool = False


@dataclass(slots=True)
class Function:
    """A function definition. `scope` is its own scope, `outer` the one it is defined in.

    `span` starts at `async` or `def`. `awaits`: has an `await`, `async for`, `async with` or
    asynchronous comprehension of its own. `owner` is the class that it is a method of, -1 for
    none. `reads` are the names of the attributes that it reads, lambdas included.
    `raises` are the names that it raises without a call. `tested` are the names that its
    conditions depend on. `endless`: no way through it comes to an end: each raises, or goes on
    for ever. `replaced`: a later one has its name before anybody can call it.
    """

    index: int
    name: str
    qualname: str
    span: Span
    is_async: bool
    scope: int
    outer: int
    owner: int
    decorators: tuple[Expr, ...]
    parameters: tuple[Parameter, ...]
    returns: Expr
    awaits: bool = False
    is_generator: bool = False
    returned: tuple[Expr, ...] = ()
    yielded: tuple[Expr, ...] = ()
    reads: tuple[str, ...] = ()
    stores: tuple[Store, ...] = ()
    raises: tuple[Expr, ...] = ()
    tested: tuple[str, ...] = ()
    endless: bool = False
    replaced: bool = False

    @property
    def first(self) -> str:
        """The name of the first parameter; empty if there is none."""
        return self.parameters[0].name if self.parameters else ""

    @property
    def receiver(self) -> str:
        """The name that a method gives what it is called on; empty for a function."""
        return self.first if self.owner >= 0 else ""


@dataclass(slots=True)
class Class:
    """A class definition. `attributes` are those set on `self` in its methods."""

    index: int
    name: str
    qualname: str
    scope: int
    bases: tuple[Expr, ...]
    attributes: Mapping[str, Sequence[Binding]] = field(default_factory=dict)
    metaclass: Expr = None
    decorators: tuple[Expr, ...] = ()


class Call(NamedTuple):
    """A call, where it stands, and what is around it.

    `function` is the innermost function around it, -1 at module level or in a class body
    there. `deferred`: inside a lambda; `user` is then the callee that the lambda is handed to.
    """

    span: Span
    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...]
    text: str
    scope: int
    function: int
    awaited: bool
    deferred: bool
    user: Expr = None

    @property
    def given(self) -> tuple[Expr, ...]:
        """The arguments, also those that are given by name."""
        return (*self.args, *(item for _, item in self.keywords))


class Iteration(NamedTuple):
    """A place where something is iterated over: a `for`, a comprehension or a `yield from`.

    `span` is that of what is iterated over. `asynchronous`: by `async for`.
    """

    span: Span
    value: Expr
    function: int
    scope: int
    deferred: bool
    asynchronous: bool


class Loop(NamedTuple):
    """A `for` or comprehension over `range(bound)`, where the bound is a name."""

    span: Span
    bound: Expr
    function: int
    scope: int
    comprehension: bool
    busy: bool


class WithItem(NamedTuple):
    """One context manager of a `with`, and the names that it binds."""

    span: Span
    value: Expr
    names: tuple[str, ...]


class WithBlock(NamedTuple):
    """A `with`, or an `async with`. `header` ends with its last item."""

    span: Span
    header: Span
    items: tuple[WithItem, ...]
    function: int
    scope: int


@dataclass(slots=True)
class Module:
    """The summary of one module.

    `exported` are the names in its `__all__`, None if it has none or makes it as it runs.
    `outside`: by attribute, what it is set to on other things than a method's own `self`.
    `starts` are the lines on which its statements start, but for those where another ends.
    """

    path: str
    name: str
    is_package: bool
    scopes: list[Scope]
    functions: list[Function]
    classes: list[Class]
    calls: list[Call]
    loops: list[Loop]
    withs: list[WithBlock]
    async_withs: list[WithBlock]
    iterations: list[Iteration]
    stars: list[str]
    exported: frozenset[str] | None = None
    outside: Mapping[str, Sequence[Outside]] = field(default_factory=dict)
    starts: tuple[int, ...] = ()
    _functions: Mapping[str, tuple[Function, ...]] = field(default_factory=dict)
    _classes: dict[str, Class | None] = field(default_factory=dict)

    def functions_named(self, qualname: str) -> Sequence[Function]:
        """The functions of that qualified name; several if it is defined several times."""
        if not self._functions:
            found: dict[str, list[Function]] = {}
            for function in self.functions:
                found.setdefault(function.qualname, []).append(function)
            self._functions = {name: tuple(items) for name, items in found.items()}
        return self._functions.get(qualname, ())

    def class_named(self, qualname: str) -> Class | None:
        """The class of that qualified name; None if there are several."""
        if not self._classes:
            for definition in self.classes:
                again = definition.qualname in self._classes
                self._classes[definition.qualname] = None if again else definition
        return self._classes.get(qualname)

    def call_at(self, span: Span) -> Call | None:
        """The call at a span; None if there is none."""
        return next((item for item in self.calls if item.span == span), None)

    @property
    def packages(self) -> frozenset[str]:
        """The top packages of what is imported anywhere in the module."""
        return frozenset(
            binding.target.partition(".")[0]
            for scope in self.scopes
            for bindings in scope.bindings.values()
            for binding in bindings
            if binding.kind == "import"
        )

    @property
    def top(self) -> Mapping[str, Sequence[Binding]]:
        """The names that the module binds."""
        return self.scopes[0].bindings
