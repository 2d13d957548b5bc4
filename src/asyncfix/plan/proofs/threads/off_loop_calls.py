"""Says what stands against a call in another thread than the event loop's."""

from __future__ import annotations

from asyncfix.catalogue import Catalogue
from asyncfix.entries import Entry
from asyncfix.plan.proofs.calls.hooks import calls_unknown
from asyncfix.plan.proofs.calls.patched import Patches, in_words
from asyncfix.plan.proofs.state.fresh import is_made, root_of
from asyncfix.plan.proofs.state.owned import DATA_METHODS
from asyncfix.plan.proofs.state.ownership import Ownership, path_of
from asyncfix.plan.proofs.state.stateful import Stateful
from asyncfix.plan.proofs.threads.hindrance import Hindrance
from asyncfix.plan.proofs.threads.loopless import handles, is_ready
from asyncfix.plan.proofs.threads.overlap import overlap
from asyncfix.plan.proofs.threads.raised import LOST, HandedErrors
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.decorated import Runs
from asyncfix.project.inference import (
    Bound,
    Inference,
    Instance,
    Named,
    Prepared,
    Value,
    object_name,
)
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call
from asyncfix.project.terms import Attr, Called, Constant, Expr, Name
from asyncfix.project.values import name_of

CALLERS = "stacklevel"
"""The argument by which a warning or a log record tells the place of a caller."""
HANDLED = "exc_info"
"""The argument that puts the exception that is being handled into a log record."""
RAISED = ("Error", "Exception", "Warning")
"""How the names of exceptions end."""


class Calls:
    """Answers for the calls in functions that run off the loop.

    `wrappers` are the functions, found so far, that decorators put around others.
    """

    def __init__(
        self, graph: CallGraph, stateful: Stateful, objects: Ownership, patches: Patches
    ) -> None:
        self.wrappers: set[Key] = set()
        self.errors = HandedErrors(graph.inference)
        self._graph = graph
        self._inference = graph.inference
        self._stateful = stateful
        self._objects = objects
        self._patches = patches
        self._asking = {x for item in self._catalogue.superseded.values() for x in item.current}

    @property
    def _catalogue(self) -> Catalogue:
        return self._inference.catalogue

    def problem(self, definition: Definition, call: Call, own: bool) -> Hindrance | None:
        """What stands against a call; `own`: the function is a method of what nobody else has."""
        module = definition.module
        for argument in (*call.args, *(item for _, item in call.keywords)):
            if found := self._bound_elsewhere(definition, argument, own):
                return found
        if any(name == CALLERS and level != Constant(1) for name, level in call.keywords):
            reason = f"`{definition.function.name}` tells who called it, which a thread hides"
            return Hindrance(reason, False)
        handled = any(name == HANDLED and item == Constant(True) for name, item in call.keywords)
        if handled and not handles(self._inference.project, definition, call.span):
            reason = f"`{definition.function.name}` asks which exception is being handled"
            return Hindrance(f"{reason}, and in a thread none is", False)
        value = self._inference.value(module, call.func)
        if called := calls_unknown(self._inference, module, call):
            reason = f"what `{called}` calls in `{definition.function.name}` is not known"
            return Hindrance(reason, False)
        if isinstance(value, Named):
            known = self._known_problem(definition, call, value, own)
            return known or self._replaced(definition, value)
        if isinstance(value, Prepared) and self.is_followed(module.path, value.target):
            return None
        if isinstance(value, Instance):
            return self._object_problem(definition, call, value, own)
        return self._unknown_problem(definition, call, own)

    def _replaced(self, definition: Definition, value: Named) -> Hindrance | None:
        where = self._patches.for_good(value.name, definition.module.path)
        reason = in_words(value.name, where)
        return Hindrance(reason, False) if reason else None

    def _known_problem(
        self, definition: Definition, call: Call, value: Named, own: bool
    ) -> Hindrance | None:
        name, shown = value.name, definition.function.name
        if sequence := self._stateful.sequence(value):
            reason = (
                f"`{shown}` calls `{name}`: what it gives depends on who else calls `{sequence}`"
            )
            return Hindrance(reason, False, True)
        if name in self._catalogue.process_wide and not self._catalogue.is_loop_bound(name):
            reason = f"`{shown}` calls `{name}`, which changes something for the whole process"
            return Hindrance(reason, False, True)
        receiver = call.func.base if isinstance(call.func, Attr) else None
        if self._stateful.moves(value) and self._objects.is_not_own(definition, receiver, own):
            reason = f"`{shown}` changes `{path_of(receiver)}`, which other tasks can reach"
            return Hindrance(reason, False, True)
        if name in self._catalogue.sets_context:
            return Hindrance(f"`{shown}` sets a context variable, which would be lost", True)
        entry = self._inference.entry(value, definition.module.path)
        if entry is not None:
            return self._entry_problem(definition, call, value, entry, own)
        if name == "builtins.next" and len(call.args) < 2:
            reason = f"`next` in `{shown}` may raise StopIteration, which cannot leave a thread"
            return Hindrance(reason, False)
        if lost := _lost_error(self._inference, definition.module.path, value):
            return Hindrance(f"`{shown}` makes a {lost}", True)
        if name in self._catalogue.tells_callers:
            return Hindrance(
                f"`{shown}` asks `{name}` for its callers, and a thread has none", False
            )
        if name in self._catalogue.tells_handled and not handles(
            self._inference.project, definition, call.span
        ):
            reason = f"`{shown}` asks which exception is being handled, and in a thread none is"
            return Hindrance(reason, False)
        if name in self._asking and is_ready(self._inference.project, definition, call.span):
            reason = f"`{shown}` asks for the running loop, and goes another way where none runs"
            return Hindrance(reason, False)
        if self._catalogue.must_stay(name):
            return Hindrance(f"`{shown}` uses `{name}`, which needs the event loop's thread", True)
        if self._catalogue.is_thread_safe(name):
            return self._change(definition, call, own)
        if self.is_followed(definition.module.path, value) or name.endswith(RAISED):
            return None
        return self._unknown_problem(definition, call, own)

    def _entry_problem(
        self, definition: Definition, call: Call, value: Named, entry: Entry, own: bool
    ) -> Hindrance | None:
        if entry.manual or entry.doubt:
            return Hindrance(entry.manual or entry.doubt, bool(entry.manual))
        root = root_of(call.func)
        if isinstance(value, Bound) and not self._objects.is_own(definition, root, own):
            if entry.overlap:
                receiver = call.func.base if isinstance(call.func, Attr) else None
                return overlap(definition.module, receiver, entry)
            if entry.bound and not _is_given(definition, root):
                return Hindrance(entry.bound, True)
        opened = (
            isinstance(value, Bound) and value.name.rpartition(".")[0] in self._catalogue.opened
        )
        receiver = call.func.base if isinstance(call.func, Attr) else None
        made = isinstance(receiver, Called) and is_made(self._inference, definition, receiver)
        if opened and not made and self._objects.is_others(definition, root, own):
            reason = f"other tasks may use `{root}` at the same time, from another thread"
            return Hindrance(reason, False, True)
        return None

    def raised(self, definition: Definition, expr: Expr) -> Hindrance | None:
        """What stands against raising what a name stands for."""
        value = self._inference.value(definition.module, expr)
        lost = lost_on_the_way(self._inference, definition.module.path, value)
        name = definition.function.name
        if lost:
            return Hindrance(f"`{name}` raises {lost}", True)
        if may_be := self.errors.lost(value):
            return Hindrance(f"what `{name}` raises may be a {may_be}", False)
        return None

    def is_followed(self, path: str, value: Value) -> bool:
        """Whether the graph knows what runs when that is called."""
        if not isinstance(value, Named):
            return False
        inference = self._inference
        owner = inference.class_named(value.name, path)
        if owner is not None:
            return self._is_plain_class(value.name, path)
        found = inference.functions(value, path)
        runs = {self._graph.runs(item).runs for item in found}
        return bool(runs) and not runs & {Runs.UNKNOWN, Runs.AWAITED}

    def _object_problem(
        self, definition: Definition, call: Call, value: Instance, own: bool
    ) -> Hindrance | None:
        """What stands against a call of an object, such as a factory."""
        path = definition.module.path
        known = self._catalogue.classes.get(value.cls)
        if known is not None and known.call and self._catalogue.is_thread_safe(value.cls):
            return Hindrance(known.bound, False) if known.bound else None
        if self.is_followed(path, self._inference.attribute(value, "__call__", path)):
            return None
        return self._unknown_problem(definition, call, own)

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
            made = isinstance(call.func.base, Called)
            if made and is_made(self._inference, definition, call.func.base):
                return None
            root = root_of(call.func)
            if self._objects.is_own(definition, root, own) and root != definition.function.receiver:
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
        if key_of(definition) not in self.wrappers:
            return False
        module = definition.module
        home = self._inference.scope_of(module, name.scope, name.name)
        bindings = module.scopes[home].bindings.get(name.name, ()) if home is not None else ()
        return home != definition.function.scope and [item.kind for item in bindings] == [
            "parameter"
        ]

    def _bound_elsewhere(self, definition: Definition, expr: Expr, own: bool) -> Hindrance | None:
        """Why something that is handed on must stay in the thread that made it."""
        if not isinstance(expr, Name | Attr):
            return None
        value = self._inference.value(definition.module, expr)
        known = self._inference.class_entry(value)
        if known is None or not known.bound:
            return None
        root = root_of(expr)
        if _is_given(definition, root) or self._objects.is_own(definition, root, own):
            return None
        if known.shared is not None:
            return overlap(definition.module, expr, known.shared)
        return Hindrance(known.bound, True)


def is_stop(inference: Inference, path: str, value: Value) -> bool:
    """Whether it is a class below StopIteration, or an object of one."""
    name = value.cls if isinstance(value, Instance) else name_of(value)
    return bool(name) and "builtins.StopIteration" in inference.classes_of(name, path)


def _lost_error(inference: Inference, path: str, value: Value) -> str:
    """What is said of an exception that Python itself does not let out of a thread; or ""."""
    name = value.cls if isinstance(value, Instance) else name_of(value)
    above = inference.classes_of(name, path) if name else frozenset()
    return next((said for error, said in LOST.items() if error in above), "")


def lost_on_the_way(inference: Inference, path: str, value: Value) -> str:
    """The exception that does not come out of a thread as it is, and why; empty if it does."""
    if lost := _lost_error(inference, path, value):
        return lost
    name = object_name(value)
    if inference.catalogue.must_stay(name):
        return f"`{name}`, which a thread does not hand on as it is"
    return ""


def _is_given(definition: Definition, name: str) -> bool:
    """Whether it is a parameter: what is handed over is looked at where that is done."""
    own = any(item.name == name for item in definition.function.parameters)
    return own and name != definition.function.receiver
