"""Sees that what is loaded when it is read is there: it is loaded with its object.

An attribute that is read is traced to the queries that its object comes from, which then load it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from asyncfix.model import Edit, Import, Span
from asyncfix.plan.context import Context
from asyncfix.plan.twins.chains import chain_from
from asyncfix.plan.twins.expired import Place, expired_reads
from asyncfix.plan.twins.facts import Key, Obstacle
from asyncfix.plan.twins.loading import Loading, loadings
from asyncfix.plan.twins.names import written
from asyncfix.plan.twins.relations import Read, Relation, computed, reads, relations
from asyncfix.plan.twins.sources import Source, Tracer, Unknown
from asyncfix.plan.twins.tables import Tables
from asyncfix.plan.twins.templates import rendered
from asyncfix.project.inference import Ref, object_name
from asyncfix.project.view import FunctionNode, View

_QUERIES = frozenset({"chain", "select", "get"})


class LazyReads:
    """What is read off the objects of sessions of some classes: what has to be loaded, and where.

    `edits` load what is in sight, `obstacles` name what is not, and `remarks` what may have to be.
    """

    def __init__(
        self,
        context: Context,
        tables: Tables,
        classes: frozenset[str],
        places: Sequence[Place],
    ) -> None:
        self._context = context
        self._tables = tables
        self._wanted: dict[tuple[str, Span, str], dict[str, tuple[Import, ...]]] = {}
        self._always: list[Edit] = []
        self.obstacles: list[Obstacle] = []
        self.remarks: list[str] = []
        for loading in loadings(context.catalogue):
            if loading.classes & classes:
                self.remarks += computed(context, loading)
                self.obstacles += expired_reads(context, tables, loading, places)
                tracer = Tracer(context, tables, loading)
                known = list(relations(context, loading))
                told = list(rendered(context, loading, tracer, known))
                self.remarks += [item for item in told if isinstance(item, str)]
                self.obstacles += [item for item in told if not isinstance(item, str)]
                for relation in known:
                    for read in reads(context, loading, relation):
                        self._look_at(loading, tracer, read)

    def _look_at(self, loading: Loading, tracer: Tracer, read: Read) -> None:
        if read.relation.queried:
            self._refuse(read, "it is a query that it would have to wait for")
            return
        try:
            found = list(self._sources(loading, tracer, read))
        except Unknown:
            self._refuse(read, "its object is not traced to a query")
            return
        for source in found:
            if not self._concerns(source, read.relation) or read.relation.name in source.loaded:
                continue
            if source.kind == "new" and read.stored:
                continue
            if source.kind == "new":
                self._refuse(read, f"its object is made in line {source.node.lineno}")
            elif not self._is_of_owner(source, read.relation):
                self._load_always(loading, source, read)
            else:
                self._load(loading, source, read.relation)

    def _refuse(self, read: Read, why: str) -> None:
        path = read.view.module.path
        reason = f"`{read.text}` is loaded when it is read, and {why}: load it before"
        self.obstacles.append(Obstacle(Key("name", path, 0), path, read.line, reason))

    def _sources(self, loading: Loading, tracer: Tracer, read: Read) -> Iterator[Source]:
        if read.node is not None:
            yield from tracer.sources(read.view, read.node)
            return
        name = read.reader.rpartition(".")[2]
        for module in self._context.project.mentioning(name):
            view = self._context.view(module.path)
            for mention in view.mentions(name):
                if isinstance(mention, ast.alias):
                    continue
                if self._context.value_in(view, mention) == Ref(read.reader):
                    yield from self._converted(loading, tracer, view, mention)

    def _converted(
        self, loading: Loading, tracer: Tracer, view: View, mention: ast.expr
    ) -> Iterator[Source]:
        """What is turned into an object of a class that reads attributes."""
        child: ast.AST = mention
        for parent in view.ancestors(mention):
            if isinstance(parent, ast.Call) and child is parent.func:
                if isinstance(child, ast.Attribute) and child.attr in loading.converted_by:
                    yield from tracer.sources(view, parent.args[0])
                return
            if isinstance(parent, FunctionNode) and child in parent.decorator_list:
                yield from tracer.returned(view, parent)
                return
            if isinstance(parent, FunctionNode) and parent.returns is child:
                yield from tracer.returned(view, parent)
                return
            if isinstance(parent, ast.arg):
                return
            if isinstance(parent, ast.stmt):
                raise Unknown
            child = parent

    def _concerns(self, source: Source, relation: Relation) -> bool:
        """Whether objects of a source can have an attribute."""
        if not relation.owner:
            return True
        inference, path = self._context.inference, source.view.module.path
        return relation.owner in inference.classes_of(source.entity, path) or (
            source.entity in inference.classes_of(relation.owner, relation.path)
        )

    def _is_of_owner(self, source: Source, relation: Relation) -> bool:
        """Whether all objects of a source have an attribute; those of a generic query may not."""
        inference, path = self._context.inference, source.view.module.path
        return not relation.owner or relation.owner in inference.classes_of(source.entity, path)

    def _load_always(self, loading: Loading, source: Source, read: Read) -> None:
        """Has all that loads an object load an attribute: its query is for several classes."""
        relation, call = read.relation, read.relation.call
        where = f"{source.view.module.path}, line {source.node.lineno}"
        view = self._context.view(relation.path)
        value = self._context.value_in(view, call.func) if call is not None else None
        argument = loading.eagerly.get(object_name(value), "")
        name = argument.partition("=")[0]
        if call is None or not argument or any(item.arg in (name, None) for item in call.keywords):
            self._refuse(read, f"its object comes from a query for several classes ({where})")
            return
        edit = Edit(relation.path, view.span(call), "add_argument", {"argument": argument})
        if edit not in self._always:
            self._always.append(edit)
            shown = f"`{relation.owner.rpartition('.')[2]}.{relation.name}`"
            reason = f"because the query in {where}, is for several classes"
            self.remarks.append(f"{shown} is loaded with all its objects, {reason}")

    def _load(self, loading: Loading, source: Source, relation: Relation) -> None:
        """Has a query load an attribute with its objects, or what loads one anew."""
        view, call = source.view, source.node
        if source.kind == "refresh":
            key = (view.module.path, view.span(view.statement(call)), ast.unparse(call)[:-1])
            self._wanted.setdefault(key, {})[relation.name] = ()
            return
        spelled = written(self._context, view, call, loading.loader)
        option = f"{spelled.text}({ast.unparse(call.args[0])}.{relation.name})"
        node: ast.expr = call
        for table in self._tables.chains.values() if source.kind == "chain" else ():
            node = chain_from(table, view, call).node
        key = (view.module.path, view.span(node), source.kind)
        self._wanted.setdefault(key, {})[option] = spelled.imports

    @property
    def edits(self) -> list[Edit]:
        """The edits that make queries load what is read."""
        wanted = self._wanted.items()
        return [
            *self._always,
            *(_edit(path, span, kind, item) for (path, span, kind), item in wanted),
        ]


def _edit(path: str, span: Span, kind: str, wanted: Mapping[str, tuple[Import, ...]]) -> Edit:
    """The edit that loads more; its `kind` is that of the query, or the call that is repeated."""
    if kind in _QUERIES:
        imports = tuple(dict.fromkeys(item for items in wanted.values() for item in items))
        return Edit(path, span, "load_with", {"options": tuple(wanted), "kind": kind}, imports)
    names = ", ".join(f'"{name}"' for name in wanted)
    return Edit(path, span, "add_statement", {"statement": f"await {kind}, [{names}])"})


def with_loads(edits: list[Edit], loads: list[Edit]) -> list[Edit]:
    """The edits with those that make queries load more, which may be of the same query."""
    by_place = {(edit.path, edit.span): edit for edit in loads}
    merged: list[Edit] = []
    for edit in edits:
        load = by_place.get((edit.path, edit.span))
        if load is not None and edit.codemod == "use_query":
            del by_place[edit.path, edit.span]
            arguments = {**edit.arguments, "loads": load.names("options")}
            imports = tuple(dict.fromkeys((*edit.imports, *load.imports)))
            edit = edit._replace(arguments=arguments, imports=imports)
        merged.append(edit)
    return [*by_place.values(), *merged]
