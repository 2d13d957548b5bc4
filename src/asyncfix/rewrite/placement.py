"""Finds the line for a new import statement in a module's leading block of imports."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise

from asyncfix.rewrite.source import Source, first_line, is_blank, is_comment

Statement = ast.Import | ast.ImportFrom
Group = list[Statement]
_DUNDER = re.compile(r"__\w+__")
_STDLIB, _OTHERS, _RELATIVE = 0, 1, 2


def with_statement(source: Source, text: str, module: str) -> str:
    """The source's text with the import statement `text`, which imports from `module`."""
    groups = _groups(source, _leading_imports(source.tree))
    if not groups:
        return _without_block(source, text)
    category = _category(module)
    split = _is_split(groups)
    fitting = [g for g in groups if any(_category(_module(each)) == category for each in g)]
    if fitting:
        group = fitting[-1] if category == _STDLIB and split else fitting[0]
        key = (text.startswith("from "), module.lower())
        return _within(source, text, key, group, _first_run(group, category))
    if split:
        return _as_group(source, text, category, groups)
    return _after(source, groups[-1][-1], [text])


def _module(statement: Statement) -> str:
    if isinstance(statement, ast.ImportFrom):
        return "." * statement.level + (statement.module or "")
    return statement.names[0].name


def _category(module: str) -> int:
    if module.startswith("."):
        return _RELATIVE
    return _STDLIB if module.partition(".")[0] in sys.stdlib_module_names else _OTHERS


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _prelude(tree: ast.Module) -> Sequence[ast.stmt]:
    """The docstring and the imports from `__future__`."""
    count = 0
    for index, each in enumerate(tree.body):
        future = isinstance(each, ast.ImportFrom) and each.module == "__future__"
        if not future and (index or not _is_docstring(each)):
            break
        count = index + 1
    return tree.body[:count]


def _leading_imports(tree: ast.Module) -> Sequence[Statement]:
    """The first imports that stand together; `__version__ = …` and its like may precede them."""
    found: list[Statement] = []
    for each in tree.body[len(_prelude(tree)) :]:
        if isinstance(each, ast.Import | ast.ImportFrom):
            found.append(each)
        elif found or not _is_dunder(each):
            break
    return found


def _is_dunder(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Constant):
        return False
    return all(isinstance(t, ast.Name) and _DUNDER.fullmatch(t.id) for t in statement.targets)


def _groups(source: Source, statements: Sequence[Statement]) -> list[Group]:
    """The statements, parted where a blank line stands between them."""
    groups: list[Group] = [[each] for each in statements[:1]]
    for before, each in pairwise(statements):
        between = source.lines[(before.end_lineno or before.lineno) : each.lineno - 1]
        if any(is_blank(line) for line in between):
            groups.append([])
        groups[-1].append(each)
    return groups


def _is_split(groups: Sequence[Group]) -> bool:
    """Whether each group is of one category, in the usual order."""
    categories = [[_category(_module(each)) for each in group] for group in groups]
    firsts = [group[0] for group in categories]
    return firsts == sorted(firsts) and all(len(set(group)) == 1 for group in categories)


def _first_run(group: Group, category: int) -> Group:
    """The first statements of the group that stand together and are of the category."""
    alike = [_category(_module(each)) == category for each in group]
    start = alike.index(True)
    end = alike.index(False, start) if False in alike[start:] else len(group)
    return group[start:end]


def _within(
    source: Source, text: str, key: tuple[bool, str], group: Group, otherwise: Group
) -> str:
    """A line in sorted place if the group is sorted, else at the end of that part of it."""

    def by_kind(each: Statement) -> tuple[bool, str]:
        return (isinstance(each, ast.ImportFrom), _module(each).lower())

    def by_module(each: Statement) -> tuple[bool, str]:
        return (False, _module(each).lower())

    orders: list[tuple[Callable[[Statement], tuple[bool, str]], tuple[bool, str]]] = [
        (by_kind, key),
        (by_module, (False, key[1])),
    ]
    for order, mine in orders:
        keys = [order(each) for each in group]
        if keys == sorted(keys):
            index = sum(each <= mine for each in keys)
            if index:
                return _after(source, group[index - 1], [text])
            return _before(source, group[0], group[0].lineno - 1, [text])
    if otherwise != group:
        return _within(source, text, key, otherwise, otherwise)
    return _after(source, otherwise[-1], [text])


def _as_group(source: Source, text: str, category: int, groups: Sequence[Group]) -> str:
    """A group of its own, with a blank line between it and its neighbours."""
    later = [group[0] for group in groups if _category(_module(group[0])) > category]
    if not later:
        return _after(source, groups[-1][-1], ["", text])
    first = later[0]
    return _before(source, first, _above_comments(source, first.lineno - 1), [text, ""])


def _above_comments(source: Source, index: int) -> int:
    """The line above the comments that belong to a line; the module's own stay above it."""
    above = index
    while above and is_comment(source.lines[above - 1]):
        above -= 1
    return above if above else index


def _before(source: Source, node: ast.stmt, index: int, new: Sequence[str]) -> str:
    body = source.tree.body
    at = body.index(node)
    if at and _line_after(source, body[at - 1]) > index:
        return _after(source, body[at - 1], new)
    return source.with_lines(index, new)


def _after(source: Source, node: ast.stmt, new: Sequence[str]) -> str:
    return source.with_lines(_line_after(source, node), new)


def _line_after(source: Source, node: ast.stmt) -> int:
    """The index of the first line after the node's, and after all that shares its lines."""
    end = node.end_lineno or node.lineno
    for each in source.tree.body:
        if each.lineno <= end < (each.end_lineno or each.lineno):
            end = each.end_lineno or each.lineno
        line = source.lines[end - 1].rstrip("\r\n")
        if each.lineno <= end and line.endswith("\\") and "#" not in line:
            end += 1
    return end


def _without_block(source: Source, text: str) -> str:
    prelude = _prelude(source.tree)
    rest = source.tree.body[len(prelude) :]
    if prelude:
        index = _line_after(source, prelude[-1])
        new = ["", text]
    else:
        first = min((first_line(each) - 1 for each in rest[:1]), default=len(source.lines))
        index = _above_comments(source, first)
        new = [text]
        if not rest and source.lines and not is_blank(source.lines[-1]):
            new = ["", text]
    if index < len(source.lines) and not is_blank(source.lines[index]):
        below = next((each for each in rest if each.lineno > index), None)
        new += ["", ""] if hasattr(below, "decorator_list") else [""]
    return source.with_lines(index, new)
