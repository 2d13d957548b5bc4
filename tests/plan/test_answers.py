"""One plan of several: fixes that make the same edits are one, with the doubts of all."""

from __future__ import annotations

from asyncfix.model import Applicability, Edit, Finding, Fix, HeldBack, Plan, Span, Strategy
from asyncfix.plan.answers import fixes_of, settled
from asyncfix.plan.proposal import Proposal

EDIT = Edit("a.py", Span(1, 0, 1, 3), "add_await")


def finding(line: int) -> Finding:
    return Finding("AF201", "x", "", "a.py", Span(line, 0, line, 3), "a.f", "g")


def fix(line: int, reason: str = "", *names: str) -> Fix:
    kind = Applicability.UNSAFE if reason else Applicability.SAFE
    edits = (EDIT,)
    return Fix((finding(line),), Strategy.NATIVE, kind, "t", edits, reason, acceptable=names)


def test_one_of_several_that_is_unsafe_makes_the_whole_unsafe() -> None:
    named, other, race = fix(2, "text", "charset"), fix(3, "url", "url"), fix(4, "race")
    for fixes, reason, names in (
        ((fix(1), named), "text", ("charset",)),
        ((named, fix(1)), "text", ("charset",)),
        ((named, other), "text; url", ("charset", "url")),
        ((named, race), "text; race", ()),
        ((race, named, fix(1)), "race; text", ()),
    ):
        plans = [Plan((item,)) for item in fixes]
        assert not settled(plans, False).fixes
        held = settled(plans, False).held_back
        assert {(item.reason, item.acceptable) for item in held} == {(reason, names)}
        assert [item.finding for item in held] == sorted(x.findings[0] for x in fixes)
        (made,) = settled(plans, True).fixes
        assert made.applicability is Applicability.UNSAFE and len(made.findings) == len(fixes)


def test_what_one_process_has_held_back_is_not_made_by_another() -> None:
    doubtful = fix(2, "race")
    back = HeldBack(doubtful.findings[0], "race", "--unsafe-fixes", doubtful)
    plan = settled([Plan((fix(1),)), Plan((), (back, HeldBack(finding(3), "manual")))], False)
    assert not plan.fixes
    assert [item.reason for item in plan.held_back] == ["race", "race", "manual"]


def test_answers_of_a_function_with_the_same_edits_keep_the_doubts_of_both() -> None:
    safe = Proposal((finding(1),), Strategy.NATIVE, "t", (EDIT,))
    doubtful = safe._replace(findings=(finding(2),)).doubted("race")
    for answers in (
        {finding(1): safe, finding(2): doubtful},
        {finding(2): doubtful, finding(1): safe},
    ):
        (made,) = fixes_of(answers)
        assert made.applicability is Applicability.UNSAFE and made.reason == "race"
        assert len(made.findings) == 2


def test_a_proposal_keeps_all_its_doubts_and_names_them_if_all_have_names() -> None:
    plain = Proposal((), Strategy.NATIVE, "t", (), reason="a remark")
    both = plain.doubted("one", ("a",)).doubted("two", ("b",))
    assert (both.reason, both.acceptable) == ("one; two", ("a", "b"))
    assert both.doubted("three").acceptable == () == plain.doubted("three").acceptable
    assert plain.doubted("three").doubted("one", ("a",)).acceptable == ()
    assert plain.doubted("") is plain
