"""Says whether functions of the project can run in another thread than the event loop's.

On the loop, what does not await has all state to itself, and everything that belongs to the loop
at hand. Only what the index holds is looked at, for all that the functions run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asyncfix.catalogue import Catalogue
from asyncfix.plan.fresh import is_fresh, is_made, keeps_results, root_of
from asyncfix.plan.owned import DATA_METHODS
from asyncfix.plan.ownership import Ownership, first_of, makes, path_of
from asyncfix.plan.parts import gives_immutable
from asyncfix.plan.stateful import Stateful
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.decorated import Runs
from asyncfix.project.implicit import Implicits
from asyncfix.project.inference import Bound, Instance, Ref, Value
from asyncfix.project.project import Definition
from asyncfix.project.summary import Attr, Call, Expr, Item, Module, Name

_MOST = 300
_CONTEXT_CHANGES = frozenset({"contextvars.ContextVar.set", "contextvars.ContextVar.reset"})
# Of what else must stay where it is: these are the same in any thread, if a function moves whole.
_ANYWHERE = (
    *("builtins.super", "builtins.iter", "builtins.locals", "builtins.vars", "builtins.globals"),
    *("inspect.", "asyncio.iscoroutine", "asyncio.isfuture", "contextvars.ContextVar"),
    *("threading.Lock", "threading.RLock", "threading.Event", "threading.Thread"),
    *("threading.Condition", "threading.Semaphore", "threading.BoundedSemaphore"),
)
_REENTRANT = frozenset({"threading.RLock", "threading.Condition"})
RAISED = ("Error", "Exception", "Warning")
"""How the names of exceptions end."""


class Hindrance(NamedTuple):
    """Why functions should not run in a thread. `certain`: they would not work there.

    `changes`: they change what other tasks can reach, wherever they run.
    """

    reason: str
    certain: bool
    changes: bool = False


class OffLoop:
    """Answers for functions; what was found out about one is kept."""

    def __init__(self, graph: CallGraph, implicits: Implicits, stateful: Stateful) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._known: dict[tuple[Key, bool], Hindrance | None] = {}
        self._wrappers: set[Key] = set()
        self._implicits = implicits
        self._stateful = stateful
        self._objects = Ownership(graph.inference)

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
            for item in self._implicits.of(definition):
                next_own = self._is_own(definition, item.receiver, own)
                if (key_of(item.target), next_own) not in seen:
                    seen.add((key_of(item.target), next_own))
                    pending.append((item.target, next_own))
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
            for found in self._problems(definition, makes(definition)):
                if found.changes:
                    return found.reason
            for edge in self._graph.edges(definition):
                if key_of(edge.target) not in seen and len(seen) < _MOST:
                    seen.add(key_of(edge.target))
                    pending.append(edge.target)
        return ""

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
        if root == first_of(caller):
            return own and "." not in rest
        return is_fresh(self._inference, caller, root.removesuffix("()"))

    def _is_kept(self, definition: Definition) -> bool:
        """Whether all who ask a function get one thing that it makes the first time."""
        kept = keeps_results(self._inference, definition)
        return kept and not gives_immutable(self._inference, definition)

    def _is_own(self, caller: Definition, receiver: Expr, own: bool) -> bool:
        """Whether what a method runs for that `caller` does not call by name is nobody else's."""
        if isinstance(receiver, Name):
            return self._objects.is_own(caller, receiver.name, own)
        return not isinstance(receiver, Attr | Item) and is_made(self._inference, caller, receiver)

    def _is_others(self, definition: Definition, expr: Expr, own: bool) -> bool:
        """Whether a name or attribute stands for what the function did not make."""
        root = root_of(expr) if isinstance(expr, Name | Attr | Item) else ""
        return bool(root) and not self._objects.is_own(definition, root, own)

    def _of_one(self, definition: Definition, own: bool) -> Hindrance | None:
        own = own or makes(definition)
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
        if self._is_kept(definition) and not own:
            reason = f"`{name}` keeps what it gives: side by side, it would be made twice"
            yield Hindrance(reason, False)
        if each := self._stateful.own_in_function(definition):
            yield Hindrance(f"`{name}` uses `{each}`, which is another one in each thread", False)
        for shared in sorted(scope.global_names | scope.nonlocal_names):
            reason = f"`{name}` changes `{shared}`, which other tasks can reach"
            yield Hindrance(reason, False, True)
        for store in function.stores:
            if not self._objects.owns(definition, store.root, store.text, own):
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
            if self._is_others(definition, expr, own) and self._stateful.is_used_up(
                definition.module, expr
            ):
                reason = f"`{name}` goes through `{path_of(expr)}`, which other tasks can reach"
                yield Hindrance(reason, False, True)
            if text := self._objects.changing(definition, expr, own):
                reason = f"other tasks may change `{text}` while `{name}` goes through it"
                yield Hindrance(reason, False)

    def _reentered(self, definition: Definition, lock: Expr) -> str:
        """The lock that a thread may take again while it holds it, if others have it; or ""."""
        value = self._inference.value(definition.module, lock)
        reentrant = isinstance(value, Instance) and value.cls in _REENTRANT
        if not reentrant or is_made(self._inference, definition, lock):
            return ""
        return path_of(lock)

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
        if sequence := self._stateful.sequence(value):
            reason = (
                f"`{shown}` calls `{name}`: what it gives depends on who else calls `{sequence}`"
            )
            return Hindrance(reason, False, True)
        if name in self._catalogue.process_wide:
            reason = f"`{shown}` calls `{name}`, which changes something for the whole process"
            return Hindrance(reason, False, True)
        receiver = call.func.base if isinstance(call.func, Attr) else None
        if self._stateful.moves(value) and self._is_others(definition, receiver, own):
            reason = f"`{shown}` changes `{path_of(receiver)}`, which other tasks can reach"
            return Hindrance(reason, False, True)
        if name in _CONTEXT_CHANGES:
            return Hindrance(f"`{shown}` sets a context variable, which would be lost", True)
        entry = self._inference.entry(value, definition.module.path)
        if entry is not None and (entry.manual or entry.doubt):
            return Hindrance(entry.manual or entry.doubt, bool(entry.manual))
        if entry is not None:
            root = root_of(call.func)
            bound = isinstance(value, Bound) and entry.bound
            if bound and not (
                self._objects.is_own(definition, root, own) or _is_given(definition, root)
            ):
                return Hindrance(entry.bound, True)
            opened = isinstance(value, Bound) and name.rpartition(".")[0] in self._catalogue.opened
            if opened and self._objects.is_others(definition, root, own):
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
        if self._is_followed(definition.module.path, value) or name.endswith(RAISED):
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

    def _is_stop(self, path: str, value: Ref | Bound) -> bool:
        """Whether it is a class below StopIteration."""
        return "builtins.StopIteration" in self._inference.classes_of(value.name, path)

    def _is_plain_class(self, name: str, path: str) -> bool:
        """Whether all that makes an instance is the project's, or plain data's."""
        bases = self._inference.classes_of(name, path)
        return all(
            self._inference.class_named(base, path) is not None
            or self._catalogue.is_thread_safe(base)
            or base.endswith(RAISED)
            for base in bases
        )

    def _change(self, definition: Definition, call: Call, own: bool) -> Hindrance | None:
        """A method that changes a container that others have too."""
        text = self._objects.changed_by(definition, call, own)
        if not text:
            return None
        shown = definition.function.name
        return Hindrance(f"`{shown}` changes `{text}`, which other tasks can reach", False, True)

    def _unknown_problem(self, definition: Definition, call: Call, own: bool) -> Hindrance | None:
        if isinstance(call.func, Attr):
            root = root_of(call.func)
            if self._objects.is_own(definition, root, own) and root != first_of(definition):
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
        if _is_given(definition, root) or self._objects.is_own(definition, root, own):
            return ""
        return known.bound


def _is_given(definition: Definition, name: str) -> bool:
    """Whether it is a parameter: what is handed over is looked at where that is done."""
    own = any(item.name == name for item in definition.function.parameters)
    return own and name != first_of(definition)
