"""Says which attributes of an object are for good what its constructor sets them to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.lineage import UNKNOWN, lineage
from asyncfix.project.summary import INITIALISERS, Binding, Class, Module
from asyncfix.project.values import Instance, Ref

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

Owner = tuple[Module, Class]
_BY_NAME = ("setattr", "__dict__")
"""What sets attributes whose names are text."""


def is_lasting(inference: Inference, owner: Owner, name: str) -> bool:
    """Whether no code of the project sets the attribute of the class's objects later on.

    Of code that sets attributes by their names in text, any in the same file as the class counts,
    and any in which the attribute's name stands in quotes.
    """
    project = inference.project
    own: set[str] = set()
    for ancestor in lineage(inference, *owner):
        if isinstance(ancestor, str):
            if ancestor == UNKNOWN:
                return False
            continue
        module = project.module(ancestor[0])
        if module is None or not _is_made_there(module, module.classes[ancestor[1]], name):
            return False
        own.add(module.path)
    setting = {path for word in _BY_NAME for path in project.with_word(word)}
    named = setting.intersection(project.with_word(name))
    if own & setting or any(_is_quoted(inference, path, name) for path in named):
        return False
    return not any(
        _may_be_ours(inference, module, owner, name) for module in project.mentioning(name)
    )


def _is_quoted(inference: Inference, path: str, name: str) -> bool:
    text = inference.project.file(path).text
    return f'"{name}"' in text or f"'{name}'" in text


def _is_made_there(module: Module, cls: Class, name: str) -> bool:
    """Whether of the class's own code only its constructor sets the attribute."""
    if any(item.kind == "function" for item in module.scopes[cls.scope].bindings.get(name, ())):
        return False
    return all(_is_in_constructor(module, cls, item) for item in cls.attributes.get(name, ()))


def _is_in_constructor(module: Module, cls: Class, binding: Binding) -> bool:
    """Whether it is a constructor that sets it, not a function in it, which may run later."""
    around = [
        item for item in module.functions if item.span.line <= binding.line <= item.span.end_line
    ]
    innermost = max(around, key=lambda item: item.span.line, default=None)
    return innermost is not None and innermost.owner == cls.index and innermost.name in INITIALISERS


def is_set_below(inference: Inference, owner: Owner, name: str) -> bool:
    """Whether a class below has an attribute of that name of its own."""
    below = inference.subclasses_of(f"{owner[0].name}.{owner[1].qualname}", owner[0].path)
    for path, index in below:
        module = inference.project.module(path)
        if module is None:
            return True
        cls = module.classes[index]
        if name in cls.attributes or name in module.scopes[cls.scope].bindings:
            return True
    return False


def _may_be_ours(inference: Inference, module: Module, owner: Owner, name: str) -> bool:
    """Whether a module sets the attribute on what may be of the class."""
    for store in module.outside.get(name, ()):
        value = inference.value(module, store.base)
        if not isinstance(value, Instance | Ref):
            return True
        theirs = value.cls if isinstance(value, Instance) else value.name
        own = f"{owner[0].name}.{owner[1].qualname}"
        if theirs in inference.classes_of(own, owner[0].path):
            return True
    return False
