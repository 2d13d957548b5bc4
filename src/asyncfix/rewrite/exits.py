"""Rewrites the ways out of a run of statements that becomes the body of a nested function."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite

Statements = Sequence[cst.BaseStatement]
Assignment = cst.Assign | cst.AnnAssign
_NO_SPACE = cst.SimpleWhitespace("")
_SPACE = cst.SimpleWhitespace(" ")


def last_value_returned(statements: Statements) -> tuple[Statements, Assignment]:
    """The statements with their last `target = value` as `return value`, and the assignment.

    The last statement may stand at the end of one or more `with` blocks. Raises CannotRewrite
    if it is not an assignment to one target.
    """
    *before, last = statements
    if isinstance(last, cst.SimpleStatementLine):
        body, assignment = _small_returned(last.body)
        return [*before, last.with_changes(body=body)], assignment
    if isinstance(last, cst.With):
        suite, assignment = _suite_returned(last.body)
        return [*before, last.with_changes(body=suite)], assignment
    raise CannotRewrite("the last statement is not an assignment")


def _suite_returned(suite: cst.BaseSuite) -> tuple[cst.BaseSuite, Assignment]:
    if isinstance(suite, cst.SimpleStatementSuite):
        small, assignment = _small_returned(suite.body)
        return suite.with_changes(body=small), assignment
    statements = [each for each in suite.body if isinstance(each, cst.BaseStatement)]
    body, assignment = last_value_returned(statements)
    return suite.with_changes(body=body), assignment


def _small_returned(
    body: Sequence[cst.BaseSmallStatement],
) -> tuple[Sequence[cst.BaseSmallStatement], Assignment]:
    *before, last = body
    if isinstance(last, cst.Assign) and len(last.targets) == 1:
        value: cst.BaseExpression | None = last.value
    elif isinstance(last, cst.AnnAssign):
        value = last.value
    else:
        value = None
    if value is None or not isinstance(last, cst.Assign | cst.AnnAssign):
        raise CannotRewrite("the last statement is not an assignment to one target")
    returned = cst.Return(value, whitespace_after_return=_SPACE, semicolon=last.semicolon)
    return [*before, returned], last.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)


def returns_wrapped(statements: Statements) -> Statements:
    """The statements with `return value` as `return (value,)`."""
    return _transformed(statements, _ReturnWrapper())


def breaks_returned(statements: Statements) -> Statements:
    """The statements with each `break` that leaves them as `return True`."""
    return _transformed(statements, _LoopExit(cst.Break))


def continues_returned(statements: Statements) -> Statements:
    """The statements with each `continue` that leaves them as `return True`."""
    return _transformed(statements, _LoopExit(cst.Continue))


def _transformed(statements: Statements, transformer: cst.CSTTransformer) -> Statements:
    visited = (statement.visit(transformer) for statement in statements)
    return [each for each in visited if isinstance(each, cst.BaseStatement)]


class _SameFunction(cst.CSTTransformer):
    """Stays out of nested functions and classes, whose exits are their own."""

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False


class _ReturnWrapper(_SameFunction):
    def leave_Return(self, original_node: cst.Return, updated_node: cst.Return) -> cst.Return:
        value = updated_node.value
        if value is None:
            value = cst.Name("None")
        elif not value.lpar and isinstance(value, cst.Tuple):
            value = value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        one = cst.Tuple([cst.Element(value, cst.Comma(whitespace_after=_NO_SPACE))])
        space = updated_node.whitespace_after_return
        bare = isinstance(space, cst.MaybeSentinel) or space.empty
        return updated_node.with_changes(
            value=one, whitespace_after_return=_SPACE if bare else space
        )


class _LoopExit(_SameFunction):
    """An exit in the body of an inner loop is that loop's; one in its `else` is not."""

    def __init__(self, kind: type[cst.Break] | type[cst.Continue]) -> None:
        super().__init__()
        self._kind = kind
        self._loops = 0

    def visit_For_body(self, node: cst.For) -> None:
        self._loops += 1

    def leave_For_body(self, node: cst.For) -> None:
        self._loops -= 1

    def visit_While_body(self, node: cst.While) -> None:
        self._loops += 1

    def leave_While_body(self, node: cst.While) -> None:
        self._loops -= 1

    def leave_Break(
        self, original_node: cst.Break, updated_node: cst.Break
    ) -> cst.Break | cst.Return:
        return self._returned(updated_node) if self._leaves(cst.Break) else updated_node

    def leave_Continue(
        self, original_node: cst.Continue, updated_node: cst.Continue
    ) -> cst.Continue | cst.Return:
        return self._returned(updated_node) if self._leaves(cst.Continue) else updated_node

    def _leaves(self, kind: type[cst.Break] | type[cst.Continue]) -> bool:
        return not self._loops and kind is self._kind

    def _returned(self, node: cst.Break | cst.Continue) -> cst.Return:
        return cst.Return(cst.Name("True"), semicolon=node.semicolon)


def before_returns(statements: Statements, call: cst.SimpleStatementLine, name: str) -> Statements:
    """The statements with one in front of each `return`, whose value is kept in a variable."""
    transformer = _BeforeReturn(call, name)
    found: list[cst.BaseStatement] = []
    for statement in statements:
        new = statement.visit(transformer)
        parts = new if isinstance(new, cst.FlattenSentinel) else (new,)
        found += [each for each in parts if isinstance(each, cst.BaseStatement)]
    return found


class _BeforeReturn(_SameFunction):
    def __init__(self, call: cst.SimpleStatementLine, name: str) -> None:
        super().__init__()
        self._call = call
        self._name = name

    def leave_SimpleStatementSuite(
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite
    ) -> cst.SimpleStatementSuite:
        if any(isinstance(each, cst.Return) for each in updated_node.body):
            raise CannotRewrite("a `return` shares a line with other code")
        return updated_node

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine | cst.FlattenSentinel[cst.SimpleStatementLine]:
        *before, last = updated_node.body
        if not isinstance(last, cst.Return):
            return updated_node
        if before:
            raise CannotRewrite("a `return` shares a line with other code")
        comments, value = updated_node.leading_lines, last.value
        if value is None or isinstance(value, cst.Name | cst.SimpleString | cst.Integer):
            call = self._call.with_changes(leading_lines=comments)
            return cst.FlattenSentinel([call, updated_node.with_changes(leading_lines=())])
        kept = cst.SimpleStatementLine(
            [cst.Assign([cst.AssignTarget(cst.Name(self._name))], value)], leading_lines=comments
        )
        returned = updated_node.with_changes(
            body=[last.with_changes(value=cst.Name(self._name), whitespace_after_return=_SPACE)],
            leading_lines=(),
        )
        return cst.FlattenSentinel([kept, self._call, returned])
