"""Says which test a `case` of a `match` stands for."""

from __future__ import annotations

import ast

_ANYTHING = ast.Constant(True)
_OPEN = ast.Name("", ast.Load())
"""A test of which nothing is known."""


def test_of(subject: ast.expr, case: ast.match_case) -> ast.expr:
    """The expression that is true where the code of a case runs, if none before it does."""
    test = _of_pattern(subject, case.pattern)
    return test if case.guard is None else ast.BoolOp(ast.And(), [test, case.guard])


def _of_pattern(subject: ast.expr, pattern: ast.pattern) -> ast.expr:
    if isinstance(pattern, ast.MatchValue):
        return ast.Compare(subject, [ast.Eq()], [pattern.value])
    if isinstance(pattern, ast.MatchSingleton):
        return ast.Compare(subject, [ast.Is()], [ast.Constant(pattern.value)])
    if isinstance(pattern, ast.MatchOr):
        return ast.BoolOp(ast.Or(), [_of_pattern(subject, item) for item in pattern.patterns])
    if isinstance(pattern, ast.MatchAs):
        return _of_pattern(subject, pattern.pattern) if pattern.pattern else _ANYTHING
    if isinstance(pattern, ast.MatchClass):
        asked = ast.Call(ast.Name("isinstance", ast.Load()), [subject, pattern.cls], [])
        plain = not (pattern.patterns or pattern.kwd_patterns)
        return asked if plain else ast.BoolOp(ast.And(), [asked, _OPEN])
    return _OPEN
