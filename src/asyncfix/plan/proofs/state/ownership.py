"""Says what of a function's objects is its own, and what it changes that other tasks have too.

`own`, wherever it is asked for, tells whether the object that a method belongs to is nobody else's.
"""

from __future__ import annotations

from asyncfix.plan.proofs.state.changes import Changes
from asyncfix.plan.proofs.state.containers import Standing, standing
from asyncfix.plan.proofs.state.fresh import is_fresh, is_made, root_of
from asyncfix.plan.proofs.state.indirect import WRITERS
from asyncfix.plan.proofs.state.owned import MUTATORS, VIEWS
from asyncfix.plan.proofs.state.parts import has_own_part, is_in_place
from asyncfix.project.inference import Bound, Inference, name_of
from asyncfix.project.project import Definition
from asyncfix.project.summary import INITIALISERS, Call, Module
from asyncfix.project.terms import Attr, Called, Expr, Item, Name

STEPS = MUTATORS | VIEWS | {"get", "copy", "index", "count", "__getitem__", "__contains__"}
_SETTING = frozenset({"builtins.setattr", "builtins.delattr", "builtins.object.__setattr__"})


class Ownership:
    """Answers for functions; which containers a module changes is found out once."""

    def __init__(self, inference: Inference, changes: Changes) -> None:
        self._inference = inference
        self._changes = changes
        self._changed: dict[str, frozenset[str]] = {}

    def owns(self, definition: Definition, root: str, text: str, own: bool) -> bool:
        """Whether what is written as `text`, below the name `root`, is the function's own."""
        if text == root:
            return not is_in_place(self._inference, definition, root)
        if not self.is_own(definition, root, own):
            return False
        return has_own_part(self._inference, definition, root, text)

    def is_own(self, definition: Definition, root: str, own: bool) -> bool:
        """Whether a name holds what the function made, or its object that nobody else has."""
        if root and root == definition.function.receiver:
            return own
        return bool(root) and is_fresh(self._inference, definition, root)

    def is_others(self, definition: Definition, root: str, own: bool) -> bool:
        """Whether something is there for all: in a module, or on an object that others have."""
        if not root or self.is_own(definition, root, own):
            return False
        local = root in definition.module.scopes[definition.function.scope].bindings
        return not local or root == definition.function.receiver

    def is_not_own(self, definition: Definition, expr: Expr, own: bool) -> bool:
        """Whether a name or attribute stands for what the function did not make."""
        root = root_of(expr) if isinstance(expr, Name | Attr | Item) else ""
        return bool(root) and not self.is_own(definition, root, own)

    def changing(self, definition: Definition, expr: Expr, own: bool) -> str:
        """The container that is gone through, if others have it and the project changes it."""
        if self._is_own_container(definition, expr, own):
            return ""
        for known in standing(self._inference, definition.module, expr):
            if self._is_changed(definition, known):
                return known.expr.name
        return ""

    def altered(self, definition: Definition, expr: Expr) -> bool:
        """Whether functions change, in place, what others have too and an expression stands for."""
        if self._is_own_container(definition, expr, False):
            return False
        found = standing(self._inference, definition.module, expr)
        return any(self._changes.inside(known) for known in found)

    def _is_own_container(self, definition: Definition, expr: Expr, own: bool) -> bool:
        """Whether nobody else has it; what an object has may be others', too."""
        root = root_of(expr)
        if not self.is_own(definition, root, own):
            return False
        path = path_of(expr) if isinstance(expr, Attr) else ""
        return not path or has_own_part(self._inference, definition, root, f"{path}[]")

    def _is_changed(self, definition: Definition, known: Standing) -> bool:
        """Whether functions change what is there for all, or what the project has of that class."""
        return self._is_changed_here(definition, known) or self._changes.inside(known)

    def _is_changed_here(self, definition: Definition, known: Standing) -> bool:
        """Whether functions of the same module change something of that name."""
        module, root = definition.module, root_of(known.expr)
        local = root in module.scopes[definition.function.scope].bindings
        if (
            known.inner
            or known.module is not module
            or (local and root != definition.function.receiver)
        ):
            return False
        if module.path not in self._changed:
            self._changed[module.path] = _changed_in(module)
        return known.expr.name in self._changed[module.path]

    def changed_by(self, definition: Definition, call: Call, own: bool) -> str:
        """What a call changes that others have too; "" if nothing."""
        value = self._inference.value(definition.module, call.func)
        if name_of(value) in _SETTING and call.args:
            target = call.args[0]
            root = root_of(target)
            own_target = isinstance(target, Name) and self.is_own(definition, root, own)
            return "" if own_target else root or call.text
        for number, given in enumerate(call.args):  # `map(seen.add, names)`
            if isinstance(given, Attr) and self._mutates(definition, given, own):
                return root_of(given)
            changed = call.args[number + 1 :][:1]  # `partial(setattr, state)`
            if changed and self._is_writer(definition, given):
                root = root_of(changed[0])
                if not (isinstance(changed[0], Name) and self.is_own(definition, root, own)):
                    return root or call.text
        if isinstance(call.func, Attr):
            return call.text.rpartition(".")[0] if self._mutates(definition, call.func, own) else ""
        # `push = items.append`
        named = isinstance(value, Bound) and value.name.rpartition(".")[2] in MUTATORS
        return call.text if named else ""

    def _is_writer(self, definition: Definition, given: Expr) -> bool:
        """Whether a function that is handed over changes what it is called with first."""
        if not isinstance(given, Name | Attr):
            return False
        return name_of(self._inference.value(definition.module, given)) in WRITERS

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
            return not self.is_own(definition, root, own)
        return not self.owns(definition, root, f"{path_of(func.base)}[]", own)


def path_of(expr: Expr) -> str:
    """The text of a chain of attributes and items."""
    if isinstance(expr, Attr):
        return f"{path_of(expr.base)}.{expr.name}"
    if isinstance(expr, Item):
        return f"{path_of(expr.base)}[]"
    return expr.name if isinstance(expr, Name) else ""


def worked_on(call: Call) -> Expr | None:
    """What a method may go through that its caller has not named: `config` of `config.write(file)`.

    What a dictionary or list does in one step no other thread gets into.
    """
    if not isinstance(call.func, Attr) or call.func.name in STEPS:
        return None
    return call.func.base if isinstance(call.func.base, Attr) else None


def _changed_in(module: Module) -> frozenset[str]:
    """The last names of the containers that functions of a module change in place."""
    stored = {
        store.text.partition("[]")[0].rpartition(".")[2]  # `config["user"]["name"] = …`, too
        for function in module.functions
        for store in function.stores
        if store.text.endswith("[]")
    }
    called = {
        path_of(call.func.base).partition("[]")[0].rpartition(".")[2]
        for call in module.calls
        if call.function >= 0 and isinstance(call.func, Attr) and call.func.name in MUTATORS
    }
    return frozenset(stored | called)


def makes(definition: Definition) -> bool:
    """Whether a method makes the object that it belongs to."""
    return definition.function.name in INITIALISERS
