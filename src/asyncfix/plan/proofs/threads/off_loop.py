"""Says whether functions of the project can run in another thread than the event loop's.

On the loop, what does not await has all state to itself, and everything that belongs to the loop
at hand. Only what the index holds is looked at, for all that the functions run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from asyncfix.model import Span
from asyncfix.plan.proofs.calls.called_back import CalledBack
from asyncfix.plan.proofs.calls.dispatch import Dispatch
from asyncfix.plan.proofs.calls.dressed import dressed
from asyncfix.plan.proofs.calls.effects import Effects
from asyncfix.plan.proofs.calls.hooks import is_unknown
from asyncfix.plan.proofs.calls.patched import Patches, in_words
from asyncfix.plan.proofs.calls.replaced import Replaced
from asyncfix.plan.proofs.state.changes import Changes
from asyncfix.plan.proofs.state.fresh import is_made, keeps_results
from asyncfix.plan.proofs.state.ownership import Ownership, path_of, worked_on
from asyncfix.plan.proofs.state.parts import gives_immutable
from asyncfix.plan.proofs.state.remade import Remade
from asyncfix.plan.proofs.state.stateful import Stateful
from asyncfix.plan.proofs.state.touch import Touch
from asyncfix.plan.proofs.threads.hindrance import Hindrance
from asyncfix.plan.proofs.threads.loopless import raises_again
from asyncfix.plan.proofs.threads.off_loop_calls import Calls
from asyncfix.plan.proofs.threads.raised import HandedErrors
from asyncfix.plan.proofs.threads.runs import Runs
from asyncfix.plan.proofs.threads.torn import Torn
from asyncfix.plan.proofs.threads.unnamed import Unnamed
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.implicit import Implicits
from asyncfix.project.inference import Instance, Named, Value
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Expr

_MOST = 300


class OffLoop:
    """Answers for functions; what was found out about one is kept."""

    def __init__(
        self,
        graph: CallGraph,
        implicits: Implicits,
        stateful: Stateful,
        dispatch: Dispatch,
        remade: Remade,
        effects: Effects,
        patches: Patches,
    ) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._sure: dict[tuple[Key, bool], Hindrance | None] = {}
        self._doubts: dict[tuple[Key, bool], Hindrance | None] = {}
        self._in_calls: dict[tuple[Key, bool], Sequence[Hindrance]] = {}
        self._implicits = implicits
        self._stateful = stateful
        self._changes = changes = Changes(graph.inference)
        self._objects = Ownership(graph.inference, changes)
        self._torn = Torn(graph.inference, effects, changes)
        self._dispatch = dispatch
        self._remade = remade
        self._unnamed = Unnamed(graph, implicits, self._needs_loop)
        self._called_back = CalledBack(graph, self._needs_loop)
        self._replaced = Replaced(graph, self._called_back.lambda_needs_loop)
        self._calls = Calls(graph, stateful, self._objects, patches)
        self._runs = Runs(graph, implicits, dispatch, self._objects, self._replaced, self._calls)
        self._patches = patches

    def hindrance(
        self, targets: Iterable[Definition], on_own: bool, cls: str = ""
    ) -> Hindrance | None:
        """What stands against running the functions, and all that they run, in a thread.

        `on_own`: they are methods of an object that nobody else has; `cls` is its class, if it can
        be no other. Something certain is told before something doubtful.
        """
        doubt: Hindrance | None = None
        for run in self._all_run(targets, on_own, cls):
            if run is None:
                return doubt or Hindrance("it runs too much code to look at", False)
            found = self._certain(*run)
            if found is not None:
                return found
            doubt = doubt or self._doubt(*run) or self._replaced_somewhere(run[0])
            doubt = doubt or self.unnamed(run[0]) or self.torn(*run)
        return doubt

    def _all_run(
        self, targets: Iterable[Definition], on_own: bool, cls: str = ""
    ) -> Iterator[tuple[Definition, bool] | None]:
        """The functions, and all that they run, each with whether it is one of an object that
        nobody else has. At the end None if that is not all."""
        started = (run for item in targets for run in self._dispatch.started(item, cls))
        pending = [self._runs.run(item, on_own, known) for item, known in started]
        seen = {(key_of(item), own, known) for item, own, known in pending}
        while pending:
            definition, own, known = pending.pop()
            yield definition, own
            for key, run in self._runs.by(definition, own, known).items():
                if key not in seen:
                    if len(seen) >= _MOST:
                        yield None
                        return
                    seen.add(key)
                    pending.append(run)

    def _replaced_somewhere(self, definition: Definition) -> Hindrance | None:
        where = self._patches.for_good(definition.name, definition.module.path)
        where = where or self._replaced.by(definition)[1]
        reason = in_words(definition.function.name, where) or dressed(self._inference, definition)
        return Hindrance(reason, False) if reason else None

    def _needs_loop(self, definition: Definition) -> bool:
        runs = self._all_run((definition,), False)
        return any(run is not None and self._certain(*run) is not None for run in runs)

    def needed_by(self, value: Value) -> str:
        """The project's method that a library runs when that is called, if it needs the loop."""
        return self._called_back.needing(value)

    def torn(self, definition: Definition, own: bool) -> Hindrance | None:
        """What stands against a function because it reads twice what others may change."""
        text = self._torn.reads(definition, own or self._remade.makes(definition))
        reason = f"other tasks may change `{text}` while `{definition.function.name}` reads it"
        return Hindrance(reason, False) if text else None

    def loses(self, definition: Definition, touch: Touch) -> bool:
        """Whether functions set to nothing, or take an item out of, what a function uses."""
        lost = self._changes.takes if touch.key else self._changes.resets
        return touch.fleeting or lost(definition.module, touch.place, touch.cls)

    def goes_with(self, definition: Definition, flag: Touch, used: Touch) -> bool:
        """Whether others that set a flag also work with something else that a function uses."""
        return self._torn.goes_with(definition, flag, used)

    def unnamed(self, definition: Definition) -> Hindrance | None:
        """What stands against a function because of methods that may run in it unasked."""
        if called := self._called_back.in_function(definition):
            reason = (
                f"what `{definition.function.name}` calls runs `{called}`, which needs the loop"
            )
            return Hindrance(reason, False)
        method = self._unnamed.needing(definition)
        shown = definition.function.name
        reason = f"`{shown}` may use an object whose `{method}` needs the event loop's thread"
        return Hindrance(reason, False) if method else None

    def implied(self, definition: Definition, within: Span) -> Hindrance | None:
        """What stands against moving statements, because of methods that run in them unasked."""
        doubt: Hindrance | None = None
        for item in self._implicits.of(definition):
            if within.line <= item.line <= within.end_line:
                cls = self._dispatch.received(definition, item.receiver, "")
                own = self._runs.is_own(definition, item.receiver, False)
                found = self.hindrance((item.target,), own, cls)
                if found is not None and found.certain:
                    return found
                doubt = doubt or found
        method = self._unnamed.needing(definition, within) if doubt is None else ""
        reason = f"it may use an object whose `{method}` needs the event loop's thread"
        return Hindrance(reason, False) if method else doubt

    @property
    def errors(self) -> HandedErrors:
        """What is known of exceptions that are handed about."""
        return self._calls.errors

    def change(self, targets: Iterable[Definition]) -> str:
        """What the functions, and all that they run, change for other tasks; "" if nothing."""
        pending = list(targets)
        seen = {key_of(item) for item in pending}
        while pending:
            definition = pending.pop()
            for found in self._problems(definition, self._remade.makes(definition)):
                if found.changes:
                    return found.reason
            for target, _, _ in self._runs.by(definition, False, "").values():
                if key_of(target) not in seen and len(seen) < _MOST:
                    seen.add(key_of(target))
                    pending.append(target)
        return ""

    def is_tame(self, module: Module, value: Named, on_own: bool) -> bool:
        """Whether a function or class of the project surely may be called in any thread."""
        if not self._calls.is_followed(module.path, value):
            return False
        targets = self._inference.functions(value, module.path)
        targets += [item for item, _ in self._graph.called(module, value)]
        return self.hindrance(targets, on_own) is None

    def is_tame_hook(self, module: Module, hook: Expr) -> bool:
        """Whether what a library is handed to call surely works in any thread, as far as seen."""
        if is_unknown(self._inference, module, hook):
            return False
        value = self._inference.value(module, hook) if hook is not None else None
        targets = [item for item, _ in self._graph.called(module, value)]
        targets += self._graph.methods(module, value)
        return self.hindrance(targets, False) is None

    def _is_kept(self, definition: Definition) -> bool:
        """Whether all who ask a function get one thing that it makes the first time."""
        kept = keeps_results(self._inference, definition)
        return kept and not gives_immutable(self._inference, definition)

    def _certain(self, definition: Definition, own: bool) -> Hindrance | None:
        """What surely stands against a function itself: that it raises something, or a call."""
        own = own or self._remade.makes(definition)
        key = (key_of(definition), own)
        if key not in self._sure:
            found = (*self._raised(definition), *self._of_calls(definition, own))
            self._sure[key] = next((item for item in found if item.certain), None)
        return self._sure[key]

    def _doubt(self, definition: Definition, own: bool) -> Hindrance | None:
        """What first speaks against a function itself, against which nothing surely stands."""
        own = own or self._remade.makes(definition)
        key = (key_of(definition), own)
        if key not in self._doubts:
            self._doubts[key] = next(self._problems(definition, own), None)
        return self._doubts[key]

    def _raised(self, definition: Definition) -> Iterator[Hindrance]:
        found = (self._calls.raised(definition, item) for item in definition.function.raises)
        return (item for item in found if item is not None)

    def _of_calls(self, definition: Definition, own: bool) -> Sequence[Hindrance]:
        key = (key_of(definition), own)
        if key not in self._in_calls:
            calls = self._graph.body(definition).calls
            found = (self._calls.problem(definition, call, own) for call in calls)
            self._in_calls[key] = tuple(item for item in found if item is not None)
        return self._in_calls[key]

    def _problems(self, definition: Definition, own: bool) -> Iterator[Hindrance]:
        function, name = definition.function, definition.function.name
        scope = definition.module.scopes[function.scope]
        yield from self._raised(definition)
        if raises_again(self._inference.project, definition):
            reason = f"`{name}` raises what its caller is handling, which a thread does not see"
            yield Hindrance(reason, False)
        if self._is_kept(definition) and not own:
            reason = f"`{name}` keeps what it gives: side by side, it would be made twice"
            yield Hindrance(reason, False)
        if each := self._stateful.own_in_function(definition):
            yield Hindrance(f"`{name}` uses `{each}`, which is another one in each thread", False)
        for shared in sorted(scope.global_names | scope.nonlocal_names):
            reason = f"`{name}` changes `{shared}`, which other tasks can reach"
            yield Hindrance(reason, False, True)
        for store in function.stores:
            changed = f"{store.text}[]" if store.updates else store.text
            if not self._objects.owns(definition, store.root, changed, own):
                reason = f"`{name}` changes `{store.text}`, which other tasks can reach"
                yield Hindrance(reason, False, True)
        for block in self._graph.body(definition).withs:
            for item in block.items:
                if text := self._reentered(definition, item.value):
                    reason = f"`{name}` takes `{text}`, which its caller may hold in another thread"
                    yield Hindrance(reason, False)
        yield from self._of_calls(definition, own)
        for expr in self._gone_through(definition):
            if self._objects.is_not_own(definition, expr, own) and self._stateful.is_used_up(
                definition.module, expr
            ):
                reason = f"`{name}` goes through `{path_of(expr)}`, which other tasks can reach"
                yield Hindrance(reason, False, True)
        for text in self.changing(definition, own):
            reason = f"other tasks may change `{text}` while `{name}` goes through it"
            yield Hindrance(reason, False)

    def changing(self, definition: Definition, own: bool) -> Iterator[str]:
        """The containers that a function goes through, and others have and may change."""
        receivers = (worked_on(call) for call in self._graph.body(definition).calls)
        known = (expr for expr in receivers if expr is not None)
        for expr in (*self._gone_through(definition), *known):
            if text := self._objects.changing(definition, expr, own):
                yield text

    def altered(self, definition: Definition, expr: Expr) -> bool:
        """Whether functions change, in place, what an expression stands for and others have."""
        return self._objects.altered(definition, expr)

    def _gone_through(self, definition: Definition) -> Iterator[Expr]:
        """What a function iterates over, or hands on."""
        body = self._graph.body(definition)
        yield from (item.value for item in body.iterations)
        yield from (argument for call in body.calls for argument in call.args)

    def _reentered(self, definition: Definition, lock: Expr) -> str:
        """The lock that a thread may take again while it holds it, if others have it; or ""."""
        value = self._inference.value(definition.module, lock)
        reentrant = isinstance(value, Instance) and value.cls in self._inference.catalogue.reentrant
        if not reentrant or is_made(self._inference, definition, lock):
            return ""
        return path_of(lock)
