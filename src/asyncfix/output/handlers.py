"""The handlers of a project as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, zip_longest
from textwrap import wrap

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from asyncfix.inventory import Handled, Inventory, Noted, Pool, Starvation, Verdict
from asyncfix.output.console import draw, show
from asyncfix.output.lines import PROSE_WIDTH, counted, visible
from asyncfix.output.summary import failed_files

WORDS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.FINE: ("fine", "green"),
    Verdict.AWAIT: ("add an await", "bold yellow"),
    Verdict.NATIVE: ("go native", "bold yellow"),
    Verdict.DEF: ("make it def", "bold yellow"),
    Verdict.THREAD: ("offload", "bold yellow"),
    Verdict.PROCESS: ("use a process", "bold yellow"),
    Verdict.MANUAL: ("needs a person", "bold red"),
}
ROLES: Mapping[str, str] = {
    "background": "background task",
    "exception": "exception handler",
    "startup": "startup handler",
    "shutdown": "shutdown handler",
}
_LINE, _VERDICT, _GAP = 5, 14, 2
_MOST = 6
_ALIKE = 3
_INDENT = "  "


def table(inventory: Inventory, console: Console) -> None:
    """Draws the handlers by file, and then what they share."""
    if inventory.handlers:
        _row(console, "Line", Text("Verdict", "bold"), ["Handler"], ["Function"], "bold")
    for path, handlers in groupby(inventory.handlers, key=lambda item: item.path):
        console.print()
        console.print(Text(visible(path), "bold"), soft_wrap=True)
        for handler in handlers:
            _draw(handler, console)
    if inventory.handlers:
        console.print()
        show(console, _pool(inventory.pool), indent=2)
    for starvation in inventory.starvations:
        show(console, _starvation(inventory.pool, starvation), indent=2)


def _draw(handler: Handled, console: Console) -> None:
    kind = "async def" if handler.is_async else "def"
    function = [f"{kind} {visible(handler.name)}"]
    words, style = WORDS[handler.verdict]
    _row(console, str(handler.line), Text(words, style), [*_titles(handler)], function, "")
    margin = " " * (_LINE + _GAP)
    for label, text in _details(handler):
        line = Text.assemble(margin, (f"{label}: ", "dim"), visible(text))
        show(console, line, indent=_LINE + 2 * _GAP)


def _row(
    console: Console, line: str, verdict: Text, titles: list[str], function: list[str], style: str
) -> None:
    """Prints a row of the table, on as many lines as its texts need."""
    room = min(console.width, PROSE_WIDTH) - _LINE - _VERDICT - 3 * _GAP
    left = room * 4 // 7
    first = [part for title in titles for part in _lines(title, left)]
    second = [part for name in function for part in _folded(name, room - left, "._")]
    for index, (one, two) in enumerate(zip_longest(first, second, fillvalue="")):
        beginning = Text(line.rjust(_LINE) if index == 0 else " " * _LINE, style or "blue")
        middle = verdict if index == 0 else Text()
        text = Text.assemble(
            beginning,
            " " * _GAP,
            middle,
            " " * (_VERDICT - len(middle) + _GAP),
            (one, style),
            " " * (left - cell_len(one) + _GAP),
            (two, style),
        )
        text.rstrip()
        console.print(text, soft_wrap=True)


def _lines(title: str, room: int) -> Iterable[str]:
    """A path, or a sentence about it, in lines of that width."""
    if not title.startswith(_INDENT):
        return _folded(title, room, "/")
    return wrap(
        title.strip(),
        room,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
    )


def _folded(text: str, room: int, marks: str) -> Iterator[str]:
    """The text in lines of that width, broken before a mark where that is possible."""
    while cell_len(text) > room:
        fits = next(size for size in range(len(text), 0, -1) if cell_len(text[:size]) <= room)
        at = max(text.rfind(mark, 3, fits) for mark in marks)
        at = at if at > 0 and text[at - 1] != " " else fits
        yield text[:at]
        text = f"  {text[at:]}"
    yield text


def _titles(handler: Handled) -> Iterator[str]:
    paths: dict[tuple[str, ...], list[str]] = {}
    for route in handler.routes:
        paths.setdefault(route.methods, []).append(visible(route.path))
    for methods, found in paths.items():
        for first, others in _alike(found):
            yield f"{','.join(methods)} {first}"
            if others:
                yield f"{_INDENT}also under {', '.join(others)}"
    if not handler.routes:
        yield ROLES.get(handler.role, handler.role)


def _alike(paths: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The paths; of many that differ in how they begin one, and how the others do.

    One that is also there with a `/` at its end has it in brackets.
    """
    both = {path for path in paths if f"{path}/" in paths}
    ends = {f"{path}/" for path in both}
    listed = [f"{path}[/]" if path in both else path for path in paths if path not in ends]
    end = _common_end(listed)
    if len(listed) < _ALIKE or not end:
        yield from ((path, []) for path in listed)
        return
    yield listed[0], [path.removesuffix(end) or "/" for path in listed[1:]]


def _common_end(paths: list[str]) -> str:
    """What all the paths end with, from a `/` on."""
    parts = [path.split("/") for path in paths]
    size = 0
    while all(len(item) > size + 1 and item[-1 - size] == parts[0][-1 - size] for item in parts):
        size += 1
    return "/" + "/".join(parts[0][-size:]) if size else ""


def _details(handler: Handled) -> Iterator[tuple[str, str]]:
    """Label and text of each remark."""
    if handler.is_async:
        names = [f"`{item}`" for item in handler.awaits[:_MOST]]
        more = len(handler.awaits) - len(names)
        listed = ", ".join(names) + (f" and {more} more" if more > 0 else "")
        yield "awaits", listed or "nothing"
    for noted in handler.noted[:_MOST]:
        yield "blocks" if noted.blocks else "found", _noted(handler, noted)
    if len(handler.noted) > _MOST:
        yield "and", f"{len(handler.noted) - _MOST} more"
    if handler.noted:
        yield "why", handler.reason
    if handler.later:
        listed = _listed([f"`{call}`" for call in handler.later])
        yield "or", f"nothing waits for what {listed} gives: a background task could run it"


def _noted(handler: Handled, noted: Noted) -> str:
    """What blocks, and the calls that lead to it."""
    found = noted.result.finding
    calls = [step.call for step in noted.way]
    calls += [step.call for step in found.chain] or [found.call]
    where = f"line {found.span.line}"
    if found.path != handler.path:
        where = f"{found.path}:{found.span.line}"
    return f"{' → '.join(f'`{call}`' for call in calls)} ({found.code}, {where})"


def _pool(pool: Pool) -> Text:
    parts = [counted(count, ROLES.get(role, role)) for role, count in pool.plain if count]
    if pool.offloads:
        parts.append(counted(pool.offloads, "offloaded call"))
    size = str(pool.size) if pool.size else "a number of"
    set_at = f" (set at {pool.set_at})" if pool.set_at else ""
    shared = f"shared by {_listed(parts)}" if parts else "which nothing uses"
    coming = f"; {counted(pool.coming, 'handler')} more as `def`" if pool.coming else ""
    return Text.assemble(
        ("Thread pool: ", "bold"), f"{size} threads at once{set_at}, {shared}{coming}."
    )


def _starvation(pool: Pool, item: Starvation) -> Text:
    users = [f"`{name}`" for name in item.users[:3]]
    more = len(item.users) - len(users)
    listed = _listed([*users, *([f"{more} more"] if more else [])])
    size = f"the {pool.size} threads" if pool.size else "the threads"
    text = (
        f"`{item.dependency}` ({item.path}:{item.line}) keeps a `{item.keeps}` while its request "
        f"waits for another thread, in {listed}: with fewer connections in their pool than {size}, "
        "requests that have a connection wait for those that have a thread, and these for a "
        "connection. Make the pool as large as the threads, or take the session in the handler."
    )
    return Text.assemble(("warning: ", "bold yellow"), visible(text))


def summary(inventory: Inventory, console: Console) -> None:
    """Draws the failures, and how many handlers got which verdict."""
    draw(console, failed_files(inventory.failures))
    counts = Counter(item.verdict for item in inventory.handlers)
    said = [f"{counts[item]} {words}" for item, (words, _) in WORDS.items() if counts[item]]
    files = counted(inventory.files, "file")
    text = f"{counted(len(inventory.handlers), 'handler')} in {files}: {', '.join(said)}."
    show(console, Text(text if said else f"No handlers found in {files}.", "bold"), indent=2)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
