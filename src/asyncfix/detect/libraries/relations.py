"""Says which attributes of a project's classes are relations that wait until they are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.project.inference import Inference, Ref
from asyncfix.project.lineage import lineage
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import Called, Constant, Expr, Item, Text, last_name
from asyncfix.remedies import LazyLoading

_COLLECTIONS = frozenset({"list", "List", "set", "Set", "Sequence", "Collection", "dict", "Dict"})


class Relation(NamedTuple):
    """A relation that is loaded when it is read; `many`: to a collection."""

    name: str
    many: bool


def relation(
    inference: Inference, loading: LazyLoading, model: Ref, name: str, path: str
) -> Relation | None:
    """The relation of that name of a class, if it is one that is read lazily, for sure."""
    found = inference.class_named(model.name, path)
    if found is None:
        return None
    for ancestor in lineage(inference, *found):
        if isinstance(ancestor, str):
            continue
        module = inference.project.module(ancestor[0])
        if module is None:
            return None
        scope = module.scopes[module.classes[ancestor[1]].scope]
        bindings = scope.bindings.get(name)
        if bindings is not None:
            values = [item.value for each in scope.bindings.values() for item in each]
            keyed = any(_has_key(loading, value) for value in values)
            lazy = len(bindings) == 1 and _is_lazy(inference, loading, module, bindings[0])
            many = _is_many(loading, bindings[0], keyed) if lazy else None
            return None if many is None else Relation(name, many)
    return None


def _is_lazy(inference: Inference, loading: LazyLoading, module: Module, binding: Binding) -> bool:
    value = binding.value
    made = inference.value(module, value.func) if isinstance(value, Called) else None
    if not isinstance(value, Called) or not isinstance(made, Ref):
        return False
    keyword = loading.relations.get(made.name)
    given = dict(value.keywords)
    if keyword is None or "**" in given:
        return False
    how = given.get(keyword)
    return keyword not in given or (isinstance(how, Constant) and str(how.value) in loading.lazy)


def _is_many(loading: LazyLoading, binding: Binding, keyed: bool) -> bool | None:
    """Whether it leads to a collection; None if that isn't told."""
    annotation = binding.annotation
    wrappers, queried = (
        {name.rpartition(".")[2] for name in names} for names in (loading.wrappers, loading.queried)
    )
    if isinstance(annotation, Item):
        if last_name(annotation.base) in queried:
            return None
        if last_name(annotation.base) in wrappers:
            annotation = annotation.parts[0]
    if isinstance(annotation, Text):
        head = annotation.value.partition("[")
        inner = head[2] if head[0].rpartition(".")[2] in wrappers | queried else annotation.value
        return inner.partition("[")[0].rpartition(".")[2] in _COLLECTIONS
    if isinstance(annotation, Item):
        return last_name(annotation.base) in _COLLECTIONS
    if annotation is not None:
        return False
    value = binding.value
    told = dict(value.keywords).get(loading.many) if isinstance(value, Called) else None
    if isinstance(told, Constant):
        return told.value is True
    return None if keyed else True


def _has_key(loading: LazyLoading, value: Expr) -> bool:
    """Whether a column refers to another table: then its class may be the one of many."""
    return isinstance(value, Called) and any(
        isinstance(item, Called) and last_name(item.func) == loading.key.rpartition(".")[2]
        for item in (*value.args, *(item for _, item in value.keywords))
    )


def declares(inference: Inference, loading: LazyLoading) -> Iterator[str]:
    """The files that may declare relations."""
    for name in loading.relations:
        yield from inference.project.with_word(name.rpartition(".")[2])
