"""Findings as annotations of GitHub Actions."""

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.diagnostics.render import render
from orchestra_dsl.source import Span
from tests.diagnostics.samples import GONE, LONG, MISSPELT, SOURCES


def test_a_finding_within_a_line_gives_its_columns_both_included() -> None:
    assert render("github", [MISSPELT], SOURCES) == (
        "::error file=my cases/case.orch,line=6,endLine=6,col=42,endColumn=44,title=O202 Unknown element"
        "::There is no step `fxi` in stage `resolve`.%0ADid you mean `fix`?\n"
    )


def test_a_finding_over_several_lines_gives_no_columns() -> None:
    assert render("github", [LONG], SOURCES) == (
        "::warning file=my cases/case.orch,line=4,endLine=7,title=O803 Long stage::The stage is long.\n"
    )


def test_what_separates_is_escaped() -> None:
    assert render("github", [GONE], SOURCES) == (
        "::error file=a%2Cb%3Ac.orch,title=O001 File cannot be read::The file is missing: 100%25.%0ACheck the path.\n"
    )


def test_a_line_end_in_a_message_cannot_begin_a_command() -> None:
    diagnostic = Diagnostic("O201", "a\r\n::error::b", Span(0, 0, "x"))
    assert render("github", [diagnostic], {}) == "::error file=x,title=O201 Unknown name::a%0D%0A::error::b\n"
