"""Says whether tasks could get in each other's way at a file, once it is used off the loop.

On the loop, code that does not await has a file to itself; in threads it has not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from typing import NamedTuple

from asyncfix.detect.loops.offloads import Ran, offload_of, ran
from asyncfix.entries import Entry
from asyncfix.plan.proofs.calls.dispatch import Dispatch
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.inference import Named, Ref, Value
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Called, Derived, Part, last_name

_DEEPEST = 3
_TWO_FILES = ("copy", "move")
_WRAPPERS = frozenset({"str", "Path", "fspath"})


class _Access(NamedTuple):
    """A file that is opened: the text of its path, and where: the lines of the calls that lead
    there from the function, and its own.

    Who removes a file writes it, so to speak, and who asks whether there is one reads it. `fixed`:
    it is the same file whoever calls the function.
    """

    path: str
    reads: bool
    writes: bool
    lines: tuple[int, ...]
    removes: bool = False
    asks: bool = False
    fixed: bool = False


class _Direct(NamedTuple):
    """What a function opens itself, and the functions of the project that it calls, by line."""

    accesses: tuple[_Access, ...]
    calls: tuple[tuple[int, Definition], ...]


class FileUses:
    """Answers for functions; what was found out about one is kept."""

    def __init__(self, graph: CallGraph, dispatch: Dispatch) -> None:
        self._graph = graph
        self._dispatch = dispatch
        self._inference = graph.inference
        self._direct: dict[Key, _Direct] = {}
        self._known: dict[tuple[Key, int], tuple[_Access, ...]] = {}

    def contended(self, definition: Definition) -> str:
        """Why the function's work on files must not be interleaved with other tasks'; "" if it may.

        The files that the project's functions open for it count too. Paths are compared as they
        are written: two spellings of one path are taken for two files.
        """
        accesses = self._accesses(definition, _DEEPEST)
        for read in accesses:
            for write in accesses:
                same = read.path == write.path and read.lines <= write.lines
                if same and read.reads and write.writes and not _clears_up(accesses, read, write):
                    does = "removes" if write.removes else "writes"
                    what = f"it reads `{read.path}` and {does} it"
                    return f"{what}: another task may do the same in between"
                back = same and write.reads and read.fixed and _gives_back(read, write)
                if back and self._may_run_again(definition):
                    what = f"it writes `{read.path}` and reads it again"
                    return f"{what}: another task may write it in between"
        return ""

    def _may_run_again(self, definition: Definition) -> bool:
        """Whether a function may run while it runs: not one that is the whole program."""
        function, name = definition.function, definition.function.name
        if function.parameters or function.decorators or function.owner >= 0:
            return True
        return any(
            (call.function >= 0 and last_name(call.func) == name)
            or any(last_name(given) == name for given in call.given)
            for module in self._inference.project.mentioning(name)
            for call in module.calls
        )

    def _accesses(self, definition: Definition, depth: int) -> tuple[_Access, ...]:
        key = (key_of(definition), depth)
        if key not in self._known:
            self._known[key] = tuple(dict.fromkeys(self._found(definition, depth)))
        return self._known[key]

    def _found(self, definition: Definition, depth: int) -> Iterator[_Access]:
        key = key_of(definition)
        if key not in self._direct:
            self._direct[key] = self._look(definition)
        direct = self._direct[key]
        yield from direct.accesses
        for line, callee in direct.calls if depth else ():
            for inner in self._accesses(callee, depth - 1):
                yield inner._replace(lines=(line, *inner.lines))

    def _look(self, definition: Definition) -> _Direct:
        """What stands in a function, and in those defined in it that it does not call itself."""
        module, inside = definition.module, definition.function.span
        found = self._in_body(definition)
        for function in module.functions:
            called = (item.function.span for _, item in found.calls if item.module is module)
            if function.span == inside or not inside.contains(function.span):
                continue
            if not any(inside.contains(span) and span.contains(function.span) for span in called):
                inner = self._in_body(Definition(module, function))
                found = _Direct(found.accesses + inner.accesses, found.calls + inner.calls)
        made = [
            _Access(path, False, True, (0,))
            for name in self._made(definition)
            for path in (name, f"{name}.name")
        ]
        return found._replace(accesses=(*found.accesses, *made))

    def _in_body(self, definition: Definition) -> _Direct:
        module, inference = definition.module, self._inference
        accesses: list[_Access] = []
        calls: list[tuple[int, Definition]] = []
        for call, moved in self._calls(definition):
            value = inference.value(module, call.func)
            if not isinstance(value, Named):
                continue
            entry = inference.entry(value, module.path)
            if entry is not None and entry.access:
                for access in _access(entry, self._written(module, call, moved)):
                    accesses.append(access._replace(fixed=_is_fixed(definition, access.path)))
            receiver = call.func.base if isinstance(call.func, Attr) else None
            cls = self._dispatch.received(definition, receiver, "")
            for named in inference.functions(value, module.path):
                for callee, _ in self._dispatch.started(named, cls):
                    if key_of(callee) != key_of(definition):
                        calls.append((call.span.line, callee))
        return _Direct(tuple(accesses), tuple(calls))

    def _made(self, definition: Definition) -> Iterator[str]:
        """The names of files that nobody else has, because they were given new ones."""
        module, inference = definition.module, self._inference
        for name, bindings in module.scopes[definition.function.scope].bindings.items():
            for binding in bindings:
                expr = binding.value
                while isinstance(expr, Part | Derived):
                    expr = expr.base
                value = self._maker(module, expr) if isinstance(expr, Called) else None
                if isinstance(value, Ref):
                    entry = inference.entry(value, module.path)
                    if entry is not None and entry.access == "make":
                        yield name

    def _maker(self, module: Module, expr: Called) -> Value:
        """What is called, by a thread too."""
        offload = offload_of(self._inference, module, expr.func)
        place = offload.position if offload is not None else 0
        handed = 0 < place <= len(expr.args)
        return self._inference.value(module, expr.args[place - 1] if handed else expr.func)

    def _calls(self, definition: Definition) -> Iterator[tuple[Call, Ran | None]]:
        """The calls in a function, and those that threads make for it."""
        for call in self._graph.body(definition).calls:
            yield call, None
            moved = ran(self._inference, definition.module, call)
            if moved is not None:
                yield moved.call, moved

    def _written(self, module: Module, call: Call, moved: Ran | None) -> ast.Call:
        """A call as it is written, or would be without the thread."""
        view = self._inference.project.view(module.path)
        if moved is None or not moved.position:
            return view.call(call.span)
        node = view.call(moved.handing.span)
        func, arguments = node.args[moved.position - 1], node.args[moved.start :]
        return ast.copy_location(ast.Call(func, arguments, node.keywords), node)


def _gives_back(first: _Access, then: _Access) -> bool:
    """Whether what a function reads of a file is what it has written before."""
    return first.writes and not first.removes and not then.asks and first.lines < then.lines


def _is_fixed(definition: Definition, path: str) -> bool:
    """Whether a path is one for all who call a function: written out, or of names of a module."""
    inside = definition.module.scopes[definition.function.scope].bindings
    for node in ast.walk(ast.parse(path, mode="eval")):
        if isinstance(node, ast.Call) and _called(node) not in _WRAPPERS | {"join", "expanduser"}:
            return False
        if isinstance(node, ast.Name) and (node.id in inside or node.id not in _outer(definition)):
            return False
    return True


def _outer(definition: Definition) -> Set[str]:
    """The names of a module, and those that paths are made with."""
    return definition.module.top.keys() | {"str"}


def _clears_up(accesses: tuple[_Access, ...], read: _Access, write: _Access) -> bool:
    """Whether a file is removed of which nothing was read, or that the function has written."""
    own = any(
        item.path == read.path and item.writes and item.lines < read.lines for item in accesses
    )
    return write.removes and (read.asks or own)


def _access(entry: Entry, call: ast.Call) -> Iterator[_Access]:
    """What a call works with, as the entry's `access` has it: the file that it names, or both."""
    given = list(_files(entry, call))
    if entry.access in _TWO_FILES:
        if len(given) > 1:
            copies = entry.access == "copy"
            yield _Access(_path(given[0]), copies, not copies, (call.lineno,))
            yield _Access(_path(given[1]), False, True, (call.lineno,))
        return
    removes = entry.access == "remove"
    asks = entry.access == "ask"
    reads, writes = asks or entry.access == "read", removes or entry.access == "write"
    if entry.access == "mode":
        reads, writes = opened_for(call, len(entry.paths))
    elif entry.access == "archive":
        mode = _mode(call, len(entry.paths))
        reads, writes = mode[:1] in ("r", "a", ""), mode[:1] != "r"
    for one in given:
        yield _Access(_path(one), reads, writes, (call.lineno,), removes, asks)


def _files(entry: Entry, call: ast.Call) -> Iterator[ast.expr]:
    """What a call is given as the files that it works with; a method may be one of a path."""
    of_path = not entry.paths or entry.access in _TWO_FILES
    if entry.is_method and of_path and isinstance(call.func, ast.Attribute):
        yield call.func.value
    named = {item.arg: item.value for item in call.keywords}
    for place, name in enumerate(entry.paths):
        given = call.args[place] if place < len(call.args) else named.get(name)
        if isinstance(given, ast.List | ast.Tuple):
            yield from given.elts
        elif given is not None:
            yield given


def opened_for(call: ast.Call, position: int) -> tuple[bool, bool]:
    """Whether a call that opens a file can read what is in it, and whether it can write it.

    `position` is that of the mode among the arguments.
    """
    mode = _mode(call, position)
    if not mode:
        return True, True
    writes = any(letter in mode for letter in "wax+")
    return not any(letter in mode for letter in "wx") and (mode[0] == "r" or "+" in mode), writes


def _mode(call: ast.Call, position: int) -> str:
    """The mode of a call that opens a file; empty if it is not written out."""
    mode: ast.expr | None = call.args[position] if len(call.args) > position else None
    for keyword in call.keywords:
        if keyword.arg == "mode":
            mode = keyword.value
    if mode is None:
        return "r"
    return mode.value if isinstance(mode, ast.Constant) and isinstance(mode.value, str) else ""


def _path(node: ast.expr) -> str:
    """The text of a path, without what only changes its type."""
    while isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        if _called(node) not in _WRAPPERS:
            break
        node = node.args[0]
    return ast.unparse(node)


def _called(call: ast.Call) -> str:
    """The last name of what is called."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return call.func.id if isinstance(call.func, ast.Name) else name
