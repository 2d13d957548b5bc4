"""Says where functions may be reached by names that are put together when the program runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance, Ref, Value, class_name, object_name
from asyncfix.project.project import Definition
from asyncfix.project.sources.declarations import PACKAGING, declarations
from asyncfix.project.summary import Module
from asyncfix.project.view import FunctionNode, View, walk_scope

_ANY = ".*"
_WORDS = ("getattr", "globals", "vars", "__dict__", "getmembers", "attrgetter", "methodcaller")
_LISTING = frozenset({"inspect.getmembers", "inspect.getmembers_static"})
_PLACEHOLDER = re.compile(r"%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|\{[^{}]*\}")


class _Look(NamedTuple):
    """A place where something is looked for by name: in what, by a pattern of names.

    `owner` is None where it is not known. `whole` is the module, if it is one by its own name.
    """

    owner: Value
    whole: str
    pattern: str
    path: str
    line: int


class Dynamic:
    """Answers for functions; the places are found once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._looks: list[_Look] | None = None
        self._declared: str | None = None

    def reached(self, definition: Definition) -> str:
        """Where a function may be reached by a name that is not written out; "" if nowhere."""
        if self._looks is None:
            self._looks = list(self._find())
        name = definition.function.name
        for look in self._looks:
            if re.fullmatch(look.pattern, name) and self._can_be(look, definition):
                return f"{look.path}, line {look.line}"
        return self._entry_point(definition)

    def _can_be(self, look: _Look, definition: Definition) -> bool:
        """Whether a function can be what is looked for there."""
        module, owner = definition.module, definition.function.owner
        if look.whole:
            return owner < 0 and look.whole == module.name
        if look.owner is None:
            return look.pattern != _ANY or look.path == module.path
        if isinstance(look.owner, Ref) and look.owner.name == module.name:
            return owner < 0
        if owner < 0:
            return False
        cls = f"{module.name}.{module.classes[owner].qualname}"
        other = class_name(look.owner)
        classes_of = self._inference.classes_of
        return cls in classes_of(other, look.path) or other in classes_of(cls, module.path)

    def _entry_point(self, definition: Definition) -> str:
        """The file that names a function for those who install or start the program."""
        project = self._inference.project
        if self._declared is None:
            self._declared = "\n".join(declarations(project.root, PACKAGING))
        last = re.escape(definition.module.name.rpartition(".")[2])
        name = re.escape(definition.function.qualname)
        return "an entry point" if re.search(rf"\b{last}\s*:\s*{name}\b", self._declared) else ""

    def _find(self) -> Iterator[_Look]:
        project = self._inference.project
        paths = {module.path: module for word in _WORDS for module in project.mentioning(word)}
        for path, module in sorted(paths.items()):
            view = project.view(path)
            for node in ast.walk(view.tree):
                if isinstance(node, ast.Call):
                    yield from self._of_call(view, module, node)
                elif isinstance(node, ast.Attribute) and node.attr == "__dict__":
                    yield from self._of_names(view, module, node, node.value)

    def _of_call(self, view: View, module: Module, node: ast.Call) -> Iterator[_Look]:
        name = object_name(self._value(view, node.func))
        if name == "builtins.getattr" and len(node.args) > 1:
            pattern = _pattern(view, node.args[1])
            if not isinstance(node.args[1], ast.Constant):
                yield self._look(view, module, node, node.args[0], pattern)
        elif name == "builtins.globals":
            yield from self._of_names(view, module, node, None)
        elif name == "builtins.vars" and node.args:
            yield from self._of_names(view, module, node, node.args[0])
        elif name in _LISTING and node.args:
            yield self._look(view, module, node, node.args[0], _ANY)

    def _of_names(
        self, view: View, module: Module, names: ast.expr, owner: ast.expr | None
    ) -> Iterator[_Look]:
        """What is taken from all names of something; None for those of the module."""
        parent = view.parents[names]
        pattern = _ANY
        if isinstance(parent, ast.Subscript):
            pattern = _pattern(view, parent.slice)
        elif isinstance(parent, ast.Attribute) and parent.attr in ("get", "pop", "setdefault"):
            call = view.parents[parent]
            if isinstance(call, ast.Call) and call.args:
                pattern = _pattern(view, call.args[0])
        if owner is None:
            yield _Look(None, module.name, pattern, module.path, names.lineno)
        else:
            look = self._look(view, module, names, owner, pattern)
            if look.whole or isinstance(look.owner, Ref):  # objects hold no methods themselves
                yield look

    def _look(
        self, view: View, module: Module, node: ast.expr, owner: ast.expr, pattern: str
    ) -> _Look:
        whole = module.name if "__name__" in ast.unparse(owner) else ""
        return _Look(self._value(view, owner), whole, pattern, module.path, node.lineno)

    def _value(self, view: View, node: ast.expr) -> Value:
        value = self._inference.value(view.module, describe(node, view.scope(node)))
        return value if isinstance(value, Ref | Instance) else None


def _pattern(view: View, node: ast.expr, deep: bool = True) -> str:
    """The pattern of the names that an expression can make."""
    if isinstance(node, ast.Constant):
        return re.escape(node.value) if isinstance(node.value, str) else _ANY
    if isinstance(node, ast.JoinedStr):
        return "".join(_pattern(view, item) for item in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _pattern(view, node.left, deep) + _pattern(view, node.right, deep)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _template(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _template(node.func.value) if node.func.attr == "format" else _ANY
    if isinstance(node, ast.Name) and deep:
        return _of_name(view, node)
    return _ANY


def _template(node: ast.expr) -> str:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return _ANY
    return _ANY.join(re.escape(part) for part in _PLACEHOLDER.split(node.value))


def _of_name(view: View, node: ast.Name) -> str:
    """What a local name can be, if it is set once."""
    function = view.enclosing_function(node)
    if not isinstance(function, FunctionNode):
        return _ANY
    values = [
        item.value
        for item in walk_scope(function)
        if isinstance(item, ast.Assign)
        and any(isinstance(x, ast.Name) and x.id == node.id for x in item.targets)
    ]
    return _pattern(view, values[0], deep=False) if len(values) == 1 else _ANY
