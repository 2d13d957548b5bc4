"""Says whether functions of the project can run in another thread than the event loop's.

On the loop, what does not await has all state to itself, and everything that belongs to the loop
at hand. Only what the index holds is looked at, for all that the functions run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asyncfix.catalogue import Catalogue
from asyncfix.plan.fresh import is_fresh, is_made, root_of
from asyncfix.plan.owned import DATA_METHODS, MUTATORS
from asyncfix.plan.parts import has_own_part, is_in_place
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.decorated import Runs
from asyncfix.project.inference import Bound, Instance, Ref, Value
from asyncfix.project.project import Definition
from asyncfix.project.properties import reads
from asyncfix.project.summary import Attr, Call, Called, Expr, Item, Module, Name

_MOST = 300
_CONTEXT_CHANGES = frozenset({"contextvars.ContextVar.set", "contextvars.ContextVar.reset"})
# Of what else must stay where it is: these are the same in any thread, if a function moves whole.
_ANYWHERE = (
    *("builtins.super", "builtins.iter", "builtins.locals", "builtins.vars", "builtins.globals"),
    *("inspect.", "asyncio.iscoroutine", "asyncio.isfuture", "contextvars.ContextVar"),
    *("threading.Lock", "threading.RLock", "threading.Event", "threading.Thread"),
    *("threading.Condition", "threading.Semaphore", "threading.BoundedSemaphore"),
)
_VIEWS = frozenset({"items", "keys", "values"})
_REENTRANT = frozenset({"threading.RLock", "threading.Condition"})
_SETTING = frozenset({"builtins.setattr", "builtins.delattr", "builtins.object.__setattr__"})
_RAISED = ("Error", "Exception", "Warning")


class Hindrance(NamedTuple):
    """Why functions should not run in a thread. `certain`: they would not work there.

    `changes`: they change what other tasks can reach, wherever they run.
    """

    reason: str
    certain: bool
    changes: bool = False


class OffLoop:
    """Answers for functions; what was found out about one is kept."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._known: dict[tuple[Key, bool], Hindrance | None] = {}
        self._wrappers: set[Key] = set()
        self._properties: frozenset[str] | None = None
        self._changed: dict[str, frozenset[str]] = {}

    @property
    def _catalogue(self) -> Catalogue:
        return self._inference.catalogue

    def hindrance(self, targets: Iterable[Definition], on_own: bool) -> Hindrance | None:
        """What stands against running the functions, and all that they run, in a thread.

        `on_own`: they are methods of an object that nobody else has. Something certain is told
        before something doubtful.
        """
        doubt: Hindrance | None = None
        pending = [(item, on_own) for item in targets]
        seen = {(key_of(item), own) for item, own in pending}
        while pending:
            definition, own = pending.pop()
            found = self._of_one(definition, own)
            if found is not None and found.certain:
                return found
            doubt = doubt or found
            for read in self._reads(definition):
                if (key_of(read), False) not in seen:
                    seen.add((key_of(read), False))
                    pending.append((read, False))
            for edge in self._graph.edges(definition):
                if edge.how == "decorator":
                    self._wrappers.add(key_of(edge.target))
                next_own = self._has_own_self(definition, edge.text, own)
                key = (key_of(edge.target), next_own)
                if key not in seen:
                    if len(seen) >= _MOST:
                        return doubt or Hindrance("it runs too much code to look at", False)
                    seen.add(key)
                    pending.append((edge.target, next_own))
        return doubt

    def change(self, targets: Iterable[Definition]) -> str:
        """What the functions, and all that they run, change for other tasks; "" if nothing."""
        pending = list(targets)
        seen = {key_of(item) for item in pending}
        while pending:
            definition = pending.pop()
            for found in self._problems(definition, _makes(definition)):
                if found.changes:
                    return found.reason
            for edge in self._graph.edges(definition):
                if key_of(edge.target) not in seen and len(seen) < _MOST:
                    seen.add(key_of(edge.target))
                    pending.append(edge.target)
        return ""

    def _reads(self, definition: Definition) -> list[Definition]:
        """The properties of the project that a function reads."""
        if self._properties is None:
            self._properties = frozenset(
                function.name
                for module in self._inference.project.mentioning("property")
                for function in module.functions
                if function.owner >= 0 and function.decorators
            )
        names = self._properties & definition.function.reads
        found = reads(self._inference, definition, names) if names else ()
        return [
            item
            for read in found
            for item in read.found
            if self._graph.runs(item).runs is Runs.READ
        ]

    def is_tame(self, module: Module, value: Ref | Bound, on_own: bool) -> bool:
        """Whether a function or class of the project surely may be called in any thread."""
        if not self._is_followed(module.path, value):
            return False
        targets = self._inference.functions_named(value.name, module.path)
        targets += [item for item, _ in self._graph.called(module, value)]
        return self.hindrance(targets, on_own) is None

    def _has_own_self(self, caller: Definition, text: str, own: bool) -> bool:
        """Whether a method that `caller` runs by that text works on an object of its own."""
        root, _, rest = text.partition(".")
        if not rest:
            return False
        if root == _first(caller):
            return own and "." not in rest
        return is_fresh(self._inference, caller, root.removesuffix("()"))

    def _of_one(self, definition: Definition, own: bool) -> Hindrance | None:
        own = own or _makes(definition)
        key = (key_of(definition), own)
        if key not in self._known:
            found = list(self._problems(definition, own))
            certain = [item for item in found if item.certain]
            self._known[key] = next(iter((*certain, *found)), None)
        return self._known[key]

    def _problems(self, definition: Definition, own: bool) -> Iterator[Hindrance]:
        function, name = definition.function, definition.function.name
        scope = definition.module.scopes[function.scope]
        if function.stops:
            yield Hindrance(f"`{name}` raises StopIteration, which cannot leave a thread", True)
        for shared in sorted(scope.global_names | scope.nonlocal_names):
            reason = f"`{name}` changes `{shared}`, which other tasks can reach"
            yield Hindrance(reason, False, True)
        for store in function.stores:
            if not self._owns(definition, store.root, store.text, own):
                reason = f"`{name}` changes `{store.text}`, which other tasks can reach"
                yield Hindrance(reason, False, True)
        body = self._graph.body(definition)
        for block in body.withs:
            for item in block.items:
                if text := self._reentered(definition, item.value):
                    reason = f"`{name}` takes `{text}`, which its caller may hold in another thread"
                    yield Hindrance(reason, False)
        for call in body.calls:
            found = self._call_problem(definition, call, own)
            if found is not None:
                yield found
        gone_through = [item.value for item in body.iterations]
        gone_through += [argument for call in body.calls for argument in call.args]
        for expr in gone_through:
            if text := self._changing(definition, expr, own):
                reason = f"other tasks may change `{text}` while `{name}` goes through it"
                yield Hindrance(reason, False)

    def _reentered(self, definition: Definition, lock: Expr) -> str:
        """The lock that a thread may take again while it holds it, if others have it; or ""."""
        value = self._inference.value(definition.module, lock)
        reentrant = isinstance(value, Instance) and value.cls in _REENTRANT
        if not reentrant or is_made(self._inference, definition, lock):
            return ""
        return _path(lock)

    def _changing(self, definition: Definition, expr: Expr, own: bool) -> str:
        """The container that is gone through, if others have it and the module changes it."""
        if isinstance(expr, Called) and isinstance(expr.func, Attr) and expr.func.name in _VIEWS:
            expr = expr.func.base
        if not isinstance(expr, Name | Attr):
            return ""
        root = root_of(expr)
        module = definition.module
        local = root in module.scopes[definition.function.scope].bindings
        if self._is_own(definition, root, own) or (local and root != _first(definition)):
            return ""
        if module.path not in self._changed:
            self._changed[module.path] = _changed_in(module)
        return expr.name if expr.name in self._changed[module.path] else ""

    def _owns(self, definition: Definition, root: str, text: str, own: bool) -> bool:
        """Whether what is written as `text`, below the name `root`, is the function's own."""
        if text == root:
            return not is_in_place(self._inference, definition, root)
        if not self._is_own(definition, root, own):
            return False
        return has_own_part(self._inference, definition, root, text)

    def _is_own(self, definition: Definition, root: str, own: bool) -> bool:
        if root and root == _first(definition):
            return own
        return bool(root) and is_fresh(self._inference, definition, root)

    # calls

    def _call_problem(self, definition: Definition, call: Call, own: bool) -> Hindrance | None:
        module = definition.module
        for argument in (*call.args, *(item for _, item in call.keywords)):
            if reason := self._bound_elsewhere(definition, argument, own):
                return Hindrance(reason, True)
        value = self._inference.value(module, call.func)
        if isinstance(value, Ref | Bound):
            return self._known_problem(definition, call, value, own)
        if isinstance(value, Instance):
            called = self._inference.attribute(value, "__call__", module.path)
            if self._is_followed(module.path, called):
                return None
        return self._unknown_problem(definition, call, own)

    def _known_problem(
        self, definition: Definition, call: Call, value: Ref | Bound, own: bool
    ) -> Hindrance | None:
        name, shown = value.name, definition.function.name
        if name in _CONTEXT_CHANGES:
            return Hindrance(f"`{shown}` sets a context variable, which would be lost", True)
        entry = self._inference.entry(value, definition.module.path)
        if entry is not None and (entry.manual or entry.doubt):
            return Hindrance(entry.manual or entry.doubt, bool(entry.manual))
        if entry is not None:
            root = root_of(call.func)
            bound = isinstance(value, Bound) and entry.bound
            if bound and not (self._is_own(definition, root, own) or _is_given(definition, root)):
                return Hindrance(entry.bound, True)
            opened = isinstance(value, Bound) and name.rpartition(".")[0] in self._catalogue.opened
            if opened and self._is_others(definition, root, own):
                reason = f"other tasks may use `{root}` at the same time, from another thread"
                return Hindrance(reason, False, True)
            return None
        if name == "builtins.next" and len(call.args) < 2:
            reason = f"`next` in `{shown}` may raise StopIteration, which cannot leave a thread"
            return Hindrance(reason, False)
        if self._is_stop(definition.module.path, value):
            return Hindrance(f"`{shown}` makes a StopIteration, which cannot leave a thread", True)
        if self._catalogue.is_loop_bound(name) and not name.startswith(_ANYWHERE):
            return Hindrance(f"`{shown}` uses `{name}`, which needs the event loop's thread", True)
        if self._catalogue.is_thread_safe(name):
            return self._change(definition, call, own)
        if self._is_followed(definition.module.path, value) or name.endswith(_RAISED):
            return None
        return self._unknown_problem(definition, call, own)

    def _is_followed(self, path: str, value: Value) -> bool:
        """Whether the graph knows what runs when that is called."""
        if not isinstance(value, Ref | Bound):
            return False
        inference = self._inference
        owner = inference.class_named(value.name, path)
        if owner is not None:
            return self._is_plain_class(value.name, path)
        found = inference.functions_named(value.name, path)
        runs = {self._graph.runs(item).runs for item in found}
        return bool(runs) and not runs & {Runs.UNKNOWN, Runs.AWAITED}

    def _is_others(self, definition: Definition, root: str, own: bool) -> bool:
        """Whether something is there for all: in a module, or on an object that others have."""
        if not root or self._is_own(definition, root, own):
            return False
        local = root in definition.module.scopes[definition.function.scope].bindings
        return not local or root == _first(definition)

    def _is_stop(self, path: str, value: Ref | Bound) -> bool:
        """Whether it is a class below StopIteration."""
        return "builtins.StopIteration" in self._inference.classes_of(value.name, path)

    def _is_plain_class(self, name: str, path: str) -> bool:
        """Whether all that makes an instance is the project's, or plain data's."""
        bases = self._inference.classes_of(name, path)
        return all(
            self._inference.class_named(base, path) is not None
            or self._catalogue.is_thread_safe(base)
            or base.endswith(_RAISED)
            for base in bases
        )

    def _change(self, definition: Definition, call: Call, own: bool) -> Hindrance | None:
        """A method that changes a container that others have too."""
        text = self._changed_by(definition, call, own)
        if not text:
            return None
        shown = definition.function.name
        return Hindrance(f"`{shown}` changes `{text}`, which other tasks can reach", False, True)

    def _changed_by(self, definition: Definition, call: Call, own: bool) -> str:
        """What a call changes that others have too; "" if nothing."""
        value = self._inference.value(definition.module, call.func)
        if isinstance(value, Ref | Bound) and value.name in _SETTING and call.args:
            target = call.args[0]
            root = root_of(target)
            own_target = isinstance(target, Name) and self._is_own(definition, root, own)
            return "" if own_target else root or call.text
        for given in call.args:  # `map(seen.add, names)`
            if isinstance(given, Attr) and self._mutates(definition, given, own):
                return root_of(given)
        if isinstance(call.func, Attr):
            return call.text.rpartition(".")[0] if self._mutates(definition, call.func, own) else ""
        # `push = items.append`
        named = isinstance(value, Bound) and value.name.rpartition(".")[2] in MUTATORS
        return call.text if named else ""

    def _mutates(self, definition: Definition, func: Attr, own: bool) -> bool:
        """Whether a method changes a container that others have too."""
        if func.name not in MUTATORS:
            return False
        root = root_of(func)
        if isinstance(func.base, Called):
            return bool(root) and not is_made(self._inference, definition, func.base)
        if not root or not isinstance(func.base, Name | Attr | Item):
            return False
        if isinstance(func.base, Name):
            return not self._is_own(definition, root, own)
        return not self._owns(definition, root, f"{_path(func.base)}[]", own)

    def _unknown_problem(self, definition: Definition, call: Call, own: bool) -> Hindrance | None:
        if isinstance(call.func, Attr):
            root = root_of(call.func)
            if self._is_own(definition, root, own) and root != _first(definition):
                return None
            if call.func.name in DATA_METHODS:
                return self._change(definition, call, own)
        if isinstance(call.func, Name) and self._is_decorated(definition, call.func):
            return None
        shown = definition.function.name
        reason = f"`{shown}` calls `{call.text}`, which may need the event loop's thread"
        return Hindrance(reason, False)

    def _is_decorated(self, definition: Definition, name: Name) -> bool:
        """Whether a wrapper calls the function that it is put around: that one is looked at too."""
        if key_of(definition) not in self._wrappers:
            return False
        module = definition.module
        home = self._inference.scope_of(module, name.scope, name.name)
        bindings = module.scopes[home].bindings.get(name.name, ()) if home is not None else ()
        return home != definition.function.scope and [item.kind for item in bindings] == [
            "parameter"
        ]

    def _bound_elsewhere(self, definition: Definition, expr: Expr, own: bool) -> str:
        """Why something that is handed on must stay in the thread that made it; or empty."""
        if not isinstance(expr, Name | Attr):
            return ""
        value = self._inference.value(definition.module, expr)
        known = self._inference.class_entry(value)
        if known is None or not known.bound:
            return ""
        root = root_of(expr)
        if _is_given(definition, root) or self._is_own(definition, root, own):
            return ""
        return known.bound


def _path(expr: Expr) -> str:
    """The text of a chain of attributes and items."""
    if isinstance(expr, Attr):
        return f"{_path(expr.base)}.{expr.name}"
    if isinstance(expr, Item):
        return f"{_path(expr.base)}[]"
    return expr.name if isinstance(expr, Name) else ""


def _changed_in(module: Module) -> frozenset[str]:
    """The last names of the containers that functions of a module change in place."""
    stored = {
        store.text.removesuffix("[]").rpartition(".")[2]
        for function in module.functions
        for store in function.stores
        if store.text.endswith("[]")
    }
    called = {
        call.func.base.name
        for call in module.calls
        if call.function >= 0
        and isinstance(call.func, Attr)
        and call.func.name in MUTATORS
        and isinstance(call.func.base, Name | Attr)
    }
    return frozenset(stored | called)


def _makes(definition: Definition) -> bool:
    return definition.function.name in ("__init__", "__new__", "__post_init__")


def _first(definition: Definition) -> str:
    """The name of the object that a method belongs to; "" for a function."""
    function = definition.function
    return function.parameters[0].name if function.owner >= 0 and function.parameters else ""


def _is_given(definition: Definition, name: str) -> bool:
    """Whether it is a parameter: what is handed over is looked at where that is done."""
    own = any(item.name == name for item in definition.function.parameters)
    return own and name != _first(definition)
