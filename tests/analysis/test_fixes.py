"""A fix that a finding offers takes the finding away."""

import pytest

from orchestra_dsl.analysis.check import check
from orchestra_dsl.diagnostics import Applicability, Diagnostic, Fix
from orchestra_dsl.source import SourceFile
from tests.analysis.expected import load
from tests.analysis.test_cases import BAD, PARTS


def applied(text: str, fix: Fix) -> str:
    for edit in sorted(fix.edits, key=lambda each: each.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def still_there(entry: str, finding: Diagnostic, fix: Fix) -> bool:
    text = applied(load(entry).text, fix)

    def changed(path: str) -> SourceFile:
        return SourceFile(path, text) if path == entry else load(path)

    places = [(each.code, each.message, each.span.start) for each in check(entry, changed).diagnostics]
    return (finding.code, finding.message, finding.span.start) in places


@pytest.mark.parametrize("entry", [path for path in BAD if not path.endswith(PARTS)])
def test_no_finding_survives_its_fix(entry: str) -> None:
    for finding in check(entry, load).diagnostics:
        if finding.fix is not None:
            assert not still_there(entry, finding, finding.fix), finding.message


def test_misspelt_names_texts_and_unused_names_have_fixes() -> None:
    entries = ("bad/names/calls.orch", "bad/types/comparisons.orch", "bad/names/unused.orch")
    fixed = [sum(each.fix is not None for each in check(entry, load).diagnostics) for entry in entries]
    assert all(fixed), fixed


def test_a_clause_that_is_said_again_is_left_out_and_one_that_says_otherwise_is_not() -> None:
    text = """\
flow ask(number: integer)
orchestration o(number: integer) "O" {
  stage s "S" {
    background a = ask(number) { retry 3 times retry 3 times timeout 1h timeout 2h }
  }
}
"""
    found = check("main.orch", lambda path: SourceFile(path, text)).diagnostics
    fixes = [each.fix for each in found if each.code == "O107"]
    assert [fix and applied(text, fix).count("retry") for fix in fixes] == [1, None]
    assert fixes[0] is not None
    assert fixes[0].applicability is Applicability.SAFE
