"""What tests call, ours and those of other packs: cases of pages, fixes, and runs of programs.

`run_program` needs blockbuster, which the extra `test` installs.
"""

from asyncfix.testing.fixing import fix_source, fixed_text, report_source
from asyncfix.testing.pages import Case, cases
from asyncfix.testing.programs import WATCHED, Outcome, run_program

__all__ = [
    "WATCHED",
    "Case",
    "Outcome",
    "cases",
    "fix_source",
    "fixed_text",
    "report_source",
    "run_program",
]
