"""The words of asyncfix as frozen data. This module imports nothing else of the project."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class Strategy(str, Enum):
    """How a finding is repaired."""

    NATIVE = "native"
    THREAD = "thread"
    DEF = "def"
    PROCESS = "process"
    AWAIT = "await"
    MANUAL = "manual"


class Applicability(str, Enum):
    """How sure it is that a fix keeps the program's behaviour."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    NONE = "none"


class Confidence(str, Enum):
    """How the target of a call is known: by imports, by types, or by its looks."""

    EXACT = "exact"
    INFERRED = "inferred"
    HEURISTIC = "heuristic"


class Severity(str, Enum):
    """How much a rule's findings matter."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Span(NamedTuple):
    """A stretch of source text: lines from 1, columns in characters from 0, end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    def contains(self, other: Span) -> bool:
        """Whether the other span lies inside this one (or is the same)."""
        return (self.line, self.column) <= (other.line, other.column) and (
            other.end_line,
            other.end_column,
        ) <= (self.end_line, self.end_column)

    def to_end_of(self, other: Span) -> Span:
        """From the beginning of this span to the end of another one."""
        return Span(self.line, self.column, other.end_line, other.end_column)

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return (self.line, self.column) < (other.end_line, other.end_column) and (
            other.line,
            other.column,
        ) < (self.end_line, self.end_column)


class Rule(NamedTuple):
    """What is wrong, in general: the front matter of a rule's page.

    `noqa` lists the codes of other linters whose suppression comments silence this rule too.
    """

    code: str
    name: str
    summary: str
    severity: Severity = Severity.WARNING
    default: bool = True
    noqa: tuple[str, ...] = ()


class Diagnosis(NamedTuple):
    """What an error that a program raised means: the front matter of a diagnosis's page.

    `words` are parts of the error's message by which it is known, `rules` the codes of the rules
    that find its cause.
    """

    name: str
    summary: str
    words: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Step(NamedTuple):
    """One call of a chain: where it stands, in which function, and what it calls."""

    path: str
    line: int
    column: int
    function: str
    call: str


class Finding(NamedTuple):
    """One place where a rule holds.

    `path` is as the user sees it, relative to the working folder where it lies below it.
    `function` and `call` are dotted names. `source` is the line of text where it starts.
    `chain` leads to what blocks by the shortest way, `other_chains` to other kinds of it.
    """

    code: str
    name: str
    message: str
    path: str
    span: Span
    function: str
    call: str
    source: str = ""
    confidence: Confidence = Confidence.EXACT
    severity: Severity = Severity.WARNING
    chain: tuple[Step, ...] = ()
    other_chains: tuple[tuple[Step, ...], ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The key that findings are sorted by: path, line, column, code."""
        return (self.path, self.span.line, self.span.column, self.code)


class Import(NamedTuple):
    """An import that an edit needs: `import module`, or `from module import name`; `as alias`."""

    module: str
    name: str = ""
    alias: str = ""

    @property
    def bound(self) -> str:
        """The name that the import binds."""
        return self.alias or self.name or self.module.partition(".")[0]


Argument = str | int | bool | tuple[str, ...]


class Edit(NamedTuple):
    """One change of one file: the codemod named `codemod` rewrites what stands at `span`.

    `span` is that of one expression or definition, or, for a codemod that works on
    statements, reaches from the first statement of a block to the last one concerned.
    `arguments` is what the planner tells the codemod; `imports` is what the new text uses.
    """

    path: str
    span: Span
    codemod: str
    arguments: Mapping[str, Argument] = {}
    imports: tuple[Import, ...] = ()

    def text(self, name: str) -> str:
        """The argument of that name as text, empty if it was not given."""
        value = self.arguments.get(name, "")
        if not isinstance(value, str):
            raise TypeError(f"{self.codemod}: {name} is not text: {value!r}")
        return value

    def flag(self, name: str) -> bool:
        """Whether the argument of that name is given and true."""
        return bool(self.arguments.get(name, False))

    def names(self, name: str) -> tuple[str, ...]:
        """The argument of that name as a tuple of texts, empty if it was not given."""
        value = self.arguments.get(name, ())
        if not isinstance(value, tuple):
            raise TypeError(f"{self.codemod}: {name} is not a list of names: {value!r}")
        return value


class Fix(NamedTuple):
    """One strategy for one or more findings: edits that are all made or none.

    `reason` says why it is not safe, or why a better strategy was not taken; empty if there
    is nothing to say. `requires` names the distributions that the new code imports. `acceptable`
    are the names of what a project would have to accept for a native fix that is safe; empty if
    that is not all.
    """

    findings: tuple[Finding, ...]
    strategy: Strategy
    applicability: Applicability
    title: str
    edits: tuple[Edit, ...]
    reason: str = ""
    requires: tuple[str, ...] = ()
    acceptable: tuple[str, ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """The files that the fix changes."""
        return frozenset(edit.path for edit in self.edits)


class HeldBack(NamedTuple):
    """A finding that this run does not repair, why, and the option that would release it.

    `fix` is the fix that was not taken; it is absent where the finding is manual. `acceptable` is
    as that of a fix.
    """

    finding: Finding
    reason: str
    release: str = ""
    fix: Fix | None = None
    acceptable: tuple[str, ...] = ()


class Plan(NamedTuple):
    """The fixes chosen and the findings held back; every finding is in exactly one of them."""

    fixes: tuple[Fix, ...] = ()
    held_back: tuple[HeldBack, ...] = ()


class Change(NamedTuple):
    """The bytes of a file before and after."""

    path: str
    before: bytes
    after: bytes


class Failure(NamedTuple):
    """Something that could not be done with one file: read, parse, rewrite, verify or write it."""

    path: str
    stage: str
    message: str
    line: int = 1


class Result(NamedTuple):
    """A finding and what became of it.

    `fix` is its fix, also one that was held back; `held_back` says why it was, empty otherwise;
    `release` is the option that would release it. `acceptable` are the names of what would have to
    be accepted for a native fix that is safe; empty if that is not all, or if it is one.
    """

    finding: Finding
    fix: Fix | None = None
    applied: bool = False
    held_back: str = ""
    release: str = ""
    acceptable: tuple[str, ...] = ()

    @property
    def fixable(self) -> bool:
        """Whether `apply` with the same options writes, or wrote, the fix."""
        return self.fix is not None and not self.held_back


class Report(NamedTuple):
    """All that a run found and did; every output format is a function of it.

    `files` counts the Python files that were looked at; `notes` are remarks for a person, such
    as a suppression comment that suppresses nothing.
    """

    applying: bool
    results: tuple[Result, ...] = ()
    changes: tuple[Change, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    files: int = 0

    @property
    def exit_code(self) -> int:
        """0 if nothing is left to repair, 1 if something is, 2 if a file failed."""
        if self.failures:
            return 2
        return int(any(not result.applied for result in self.results))
