"""Findings as people read them, to the letter."""

import pytest

from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.diagnostics.render import render
from orchestra_dsl.diagnostics.render.text import summary
from orchestra_dsl.source import SourceFile, Span
from tests.diagnostics.samples import END, GONE, LONG, MISSING, MISSPELT, SOURCES, find


def drawn(*diagnostics: Diagnostic) -> str:
    """Return the findings without their closing line."""
    return render("text", diagnostics, SOURCES).rsplit("\n\n", 1)[0] + "\n"


def lines_of(text: str, *spans: tuple[int, int]) -> list[str]:
    """Draw a finding at the first span with labels at the others; return the rows of the excerpt."""
    source = SourceFile("a", text)
    first, *others = [Span(start, end, "a") for start, end in spans]
    diagnostic = Diagnostic("O101", "x", first, labels=tuple(Label(span, f"L{i}") for i, span in enumerate(others, 1)))
    return render("text", [diagnostic], {"a": source}).splitlines()[2:-2]


def test_a_finding_shows_its_lines_in_order_with_carets_labels_hint_and_fix() -> None:
    assert drawn(MISSPELT) == (
        "my cases/case.orch:6:42: error O202: There is no step `fxi` in stage `resolve`.\n"
        "  |\n"
        '4 |   stage resolve "Resolve" {\n'
        "  |         ------- the stage is declared here\n"
        "5 |     background fix = crm.y()\n"
        "6 |     background b = crm.y() { start after fxi }\n"
        "  |                                          ^^^\n"
        "  = hint: Did you mean `fix`?\n"
        "  = fix: Replace `fxi` with `fix`.\n"
    )


def test_a_label_in_another_file_names_it() -> None:
    assert drawn(MISSING) == (
        "my cases/case.orch:5:22: error O302: The argument `a` is missing.\n"
        "  |\n"
        "5 |     background fix = crm.y()\n"
        "  |                      ^^^^^^^\n"
        "  : crm.orch:1:12\n"
        "  |\n"
        "1 | flow crm.y(a: text)\n"
        "  |            ------- it is declared here\n"
    )


def test_a_label_in_a_file_that_is_not_at_hand_keeps_its_sentence() -> None:
    diagnostic = Diagnostic("O703", "x", find(SOURCES["crm.orch"], "a"), labels=(Label(Span(0, 1, "f.py"), "there"),))
    assert drawn(diagnostic).splitlines()[-1] == "  = f.py: there"


def test_a_span_over_many_lines_shows_its_first_and_last() -> None:
    assert drawn(LONG) == (
        "my cases/case.orch:4:3: warning O803: The stage is long.\n"
        "  |\n"
        '4 |   stage resolve "Resolve" {\n'
        "  |   ^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        ". |\n"
        "7 |   }\n"
        "  |   ^\n"
    )


def test_a_file_that_cannot_be_read_has_no_excerpt() -> None:
    assert drawn(GONE) == "a,b:c.orch: error O001: The file is missing: 100%.\n  = hint: Check the path.\n"


def test_an_empty_span_at_the_end_of_the_file_has_one_caret() -> None:
    assert drawn(END) == "my cases/case.orch:9:1: error O102: The file ends inside a block.\n  |\n9 |\n  | ^\n"


def test_findings_are_parted_by_an_empty_line_and_counted_at_the_end() -> None:
    text = render("text", [GONE, LONG], SOURCES)
    assert "Check the path.\n\nmy cases" in text
    assert text.endswith("\n\nFound 1 error and 1 warning.\n")


@pytest.mark.parametrize(
    ("diagnostics", "sentence"),
    [
        ([], "No findings."),
        ([GONE, END], "Found 2 errors."),
        ([LONG], "Found 1 warning."),
        ([GONE, LONG, LONG], "Found 1 error and 2 warnings."),
    ],
)
def test_the_summary_counts_in_words(diagnostics: list[Diagnostic], sentence: str) -> None:
    assert summary(diagnostics) == sentence


def test_nothing_is_drawn_without_findings() -> None:
    assert render("text", [], {}) == ""


def test_carets_stand_under_tabs_wide_characters_and_marks() -> None:
    assert lines_of("\tab", (1, 2)) == ["1 |     ab", "  |     ^"]
    assert lines_of("a\tb", (1, 2)) == ["1 | a   b", "  |  ^^^"]
    assert lines_of("漢字x", (1, 2)) == ["1 | 漢字x", "  |   ^^"]
    assert lines_of("漢字x", (2, 3)) == ["1 | 漢字x", "  |     ^"]
    assert lines_of("e\u0301x", (2, 3)) == ["1 | e\u0301x", "  |  ^"]
    assert lines_of("漢\u0301x", (0, 1)) == ["1 | 漢\u0301x", "  | ^^"]


def test_two_spans_on_a_line_have_a_row_each_the_subject_first() -> None:
    assert lines_of("abcdef", (4, 6), (0, 2), (2, 3)) == [
        "1 | abcdef",
        "  |     ^^",
        "  | -- L1",
        "  |   - L2",
    ]


def test_line_numbers_are_as_wide_as_the_largest() -> None:
    assert lines_of("a\n" * 10 + "b", (20, 21), (0, 1)) == [
        " 1 | a",
        "   | - L1",
        ".. |",
        "11 | b",
        "   | ^",
    ]


def test_a_carriage_return_is_part_of_the_line_end() -> None:
    assert lines_of("ab\r\ncd", (0, 3), (4, 5)) == ["1 | ab", "  | ^^", "2 | cd", "  | - L1"]


def test_a_span_that_takes_the_line_end_with_it_stays_on_its_line() -> None:
    assert lines_of("ab\ncd", (0, 3)) == ["1 | ab", "  | ^^"]


def test_a_long_line_is_cut_around_its_spans() -> None:
    text = "x" * 100 + "AB" + "y" * 1_000_000
    rows = lines_of(text, (100, 102), (500_000, 1_000_000))
    assert rows[0] == f"1 | …{'x' * 60}AB{'y' * 98}…"
    assert rows[1] == f"  | {' ' * 61}^^"
    assert rows[2] == f"1 | …{'y' * 160}…"
    assert rows[3] == f"  | {' ' * 61}{'-' * 100} L1"


def test_a_message_cannot_move_the_cursor() -> None:
    text = render("text", [Diagnostic("O201", "a\x1b[2Jb\nc", Span(0, 0, "n\x07"))], {})
    assert text.splitlines()[0] == "n\ufffd: error O201: a\ufffd[2Jb c"
