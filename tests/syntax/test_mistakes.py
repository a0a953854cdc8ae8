"""A mistake is reported in the user's words, at its exact place."""

import pytest

from orchestra_dsl.diagnostics import Applicability
from orchestra_dsl.diagnostics.edits import edited
from tests.syntax.reading import findings, placed

OUTSIDE = "a declaration such as `record`, `flow` or `orchestration` or the end of the file"
MEMBER = "a clause or an element of the orchestration"


def hints(text: str) -> list[str | None]:
    """Return what the findings of a wrong text say to do."""
    return [finding.hint for finding in findings(text)]


def in_orchestration(text: str) -> list[str]:
    """Read wrong elements; lines count from the first of the text."""
    return placed(f"orchestration o() {{\n{text}\n}}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("record", "1:7 O102 The file ends, but the name of the record is expected."),
        ("record R", "1:9 O102 The file ends, but `{` is expected."),
        ("record R {\n  a text\n}", "2:5 O101 Expected `:`, but found `text`."),
        ("record R {\n  a: 5\n}", "2:6 O101 Expected a type such as text or decimal, but found `5`."),
        (
            "record R {\n  : text\n}",
            "2:3 O101 Expected a field such as `name: text` or `}`, but found `:`.",
        ),
        ("import crm", "1:8 O101 Expected a text in quotation marks, but found `crm`."),
        ("flow f(1)", "1:8 O101 Expected a parameter such as `case: Case` or `)`, but found `1`."),
        ("calendar c { open mon to fri 9 to 5 }", "1:30 O101 Expected a time such as `09:00`, but found `9`."),
        (
            "record R { }\nfoo",
            f"2:1 O101 Expected {OUTSIDE}, but found a new line that begins with `foo`.",
        ),
        ('scenario "t" of { }', "1:17 O101 Expected the name of the orchestration, but found `{`."),
    ],
)
def test_what_was_expected_is_said_of_a_declaration(text: str, found: str) -> None:
    assert placed(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("stage { }", "2:7 O101 Expected the name of the stage, but found `{`."),
        ("stage s { background = f() }", "2:22 O101 Expected the name of the step, but found `=`."),
        ("stage s { background a = 5 }", "2:26 O101 Expected the name of what the step calls or `run`, but found `5`."),
        ("let x =", "2:8 O101 Expected a value, but the line ends."),
        (
            "let x = 1 2",
            f"2:11 O101 Expected {MEMBER}, `business` or `}}`, but found `2`.",
        ),
        ("let x = a b", f"2:11 O101 Expected {MEMBER} or `}}`, but found `b`."),
        ("go to 5", "2:7 O101 Expected the name of an element, or `end`, but found `5`."),
        ("decide d { outcome o when a }", "2:29 O101 Expected `->` or `{`, but found `}`."),
        ("version three", "2:9 O101 Expected a whole number, but found `three`."),
        (
            "let x = a == b == c",
            f"2:16 O101 Expected {MEMBER} or `}}`, but found `==`.",
        ),
        ("let x = f(a,, b)", "2:13 O101 Expected a value or `)`, but found `,`."),
        ("let x = a.5", "2:11 O101 Expected a name after the dot, but found `5`."),
        ("let x = {a 1}", "2:12 O101 Expected `:`, but found `1`."),
        ("let x = a => 1", f"2:11 O101 Expected {MEMBER} or `}}`, but found `=>`."),
        ("let x = f(a)(b)", "2:9 O101 Only something that has a name can be called."),
        ("let x = if a then b", "2:20 O101 Expected `else`, but the line ends."),
    ],
)
def test_what_was_expected_is_said_of_an_element(text: str, found: str) -> None:
    assert in_orchestration(text) == [found]


def test_a_misspelt_keyword_is_recognised() -> None:
    text = "orchestration o() { stage s { interactive i = f() {\n asign to x\n} } }"
    assert placed(text) == [
        "2:2 O101 Expected a clause of the step or `}`, but found a new line that begins with `asign`."
    ]
    assert hints(text) == ["Did you mean `assign`?"]


def test_a_chain_of_comparisons_is_recognised() -> None:
    assert hints("orchestration o() { let x = a < b < c }") == [
        "Comparisons do not chain; join two of them with `and`."
    ]


@pytest.mark.parametrize("unit", ["days", "day", "hours", "minutes", "working days"])
def test_the_units_of_durations_are_named_where_they_are_written_out(unit: str) -> None:
    (hint,) = hints(f"orchestration o() {{ wait 2 {unit} }}")
    assert hint == "Write durations as `30s`, `5m`, `4h`, `2d` or `1w`; working days are `2 business days`."


def test_a_single_equals_sign_is_recognised() -> None:
    assert hints('orchestration o() { start on case created when a = "x" }') == ["Write `==` to compare."]


@pytest.mark.parametrize(
    ("text", "found", "hint"),
    [
        (
            "stage s {\n decide d { }\n}",
            "3:2 O108 `decide` cannot stand here: it belongs in an orchestration.",
            "Here may stand a step or a clause of the stage.",
        ),
        (
            "stage s {\n assign to x\n}",
            "3:2 O108 `assign` cannot stand here: it is a clause of a step.",
            "Here may stand a step or a clause of the stage.",
        ),
        (
            "repeat while a {\n version 3\n}",
            "3:2 O108 `version` cannot stand here: it belongs in an orchestration.",
            "Here may stand an element such as `stage`, `decide` or `go to`.",
        ),
    ],
)
def test_a_clause_in_the_wrong_block_is_told_where_it_belongs(text: str, found: str, hint: str) -> None:
    assert in_orchestration(text) == [found]
    assert hints(f"orchestration o() {{\n{text}\n}}") == [hint]


@pytest.mark.parametrize(
    ("text", "found", "hint"),
    [
        ("let a = 1;", "2:10 O104 `;` has no meaning here.", "There are no semicolons: a line ends the clause."),
        ("let a = b && c", "2:11 O104 `&&` has no meaning here.", "Write `and`."),
        ("let a = !b", "2:9 O104 `!` has no meaning here.", "Write `not`."),
        ("let a = b ≤ c", "2:11 O104 `≤` has no meaning here.", "Write `<=`."),
        ("let a = 'b'", "2:9 O104 Texts do not stand in '…'.", 'Write them in plain quotation marks: "…".'),
        ("let a = “b”", "2:9 O104 Texts do not stand in “…”.", 'Write them in plain quotation marks: "…".'),
        (
            "let größe = 1",
            "2:7 O104 `größe` has a letter that a name cannot have.",
            "Names are made of the letters a to z, digits and `_`; in a text in quotes any letter may stand.",
        ),
    ],
)
def test_a_character_without_a_meaning_is_told_what_to_write(text: str, found: str, hint: str) -> None:
    whole = f"orchestration o() {{\n{text}\n}}"
    assert placed(whole)[0] == found
    assert hints(whole)[0] == hint


def test_a_text_without_an_end_ends_with_its_line_and_nothing_else_is_reported() -> None:
    text = 'orchestration o() {\n  stage s "Triage {\n  }\n  log "x\n  end "Done"\n}'
    assert placed(text) == [
        "2:11 O103 This text has no closing quotation mark on its line.",
        "4:7 O103 This text has no closing quotation mark on its line.",
    ]


def test_the_place_of_a_mistake_is_exactly_the_wrong_word() -> None:
    text = "orchestration o() { version three }"
    (finding,) = findings(text)
    assert text[finding.span.start : finding.span.end] == "three"


def test_a_long_wrong_text_is_shortened() -> None:
    (finding,) = findings(f'version "{"x" * 500}"')
    assert len(finding.message) < 200


FIXES = [
    ("stage s “A” { }", 'stage s "A" { }', True),
    ("stage s 'A' { }", 'stage s "A" { }', True),
    ("log „A {x}”", 'log "A {x}"', False),
    ("end;", "end", True),
    ("wait 2days", "wait 2d", True),
    ("decide d { outcome a when x ≤ 3 → end }", "decide d { outcome a when x <= 3 -> end }", True),
    ("let a =\u00a0x \u2013 1", "let a = x - 1", True),
    ("let a = x&&y", "let a = x and y", True),
    ("let a = !x", "let a = not x", False),
    ('log "A', 'log "A"', False),
]


@pytest.mark.parametrize(("text", "fixed", "safe"), FIXES)
def test_what_was_certainly_meant_is_a_fix(text: str, fixed: str, safe: bool) -> None:  # noqa: FBT001 - a column
    source = f"orchestration o() {{\n{text}\n}}"
    offered = [finding.fix for finding in findings(source) if finding.fix is not None]
    assert {fix.applicability is Applicability.SAFE for fix in offered} == {safe}
    assert edited(source, [edit for fix in offered for edit in fix.edits]).text == source.replace(text, fixed)
    assert findings(source.replace(text, fixed)) == ()


def test_a_mark_is_read_as_what_it_stands_for() -> None:
    assert in_orchestration("decide d { otherwise → end }") == ["2:22 O104 `→` has no meaning here."]
