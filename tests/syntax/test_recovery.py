"""One reading shows all mistakes that are independent, and few echoes of them."""

import pytest

from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.nodes import Orchestration, Record, Scenario, Stage
from orchestra_dsl.syntax.parser import parse
from tests.syntax.reading import findings, placed, read


def lines(text: str) -> list[int]:
    """Return the lines of the findings of a wrong text."""
    return [int(finding.split(":")[0]) for finding in placed(text)]


def test_five_mistakes_in_five_constructs_are_five_findings() -> None:
    text = """\
record Case {
  id text
  amount: decimal
}
flow crm.classify(case: Case -> { team: text }
orchestration demo(case: Case) "Demo" {
  version three
  stage triage "Triage" {
    interactive look = fix(case) "Look" {
      asign to queue("x")
      only if case.open
    }
  }
  go to
}
"""
    assert lines(text) == [2, 5, 7, 10, 14]


@pytest.mark.parametrize("head", ["if case.open {", "for each line in case.lines {", "foreach line in case.lines {"])
def test_a_block_of_another_language_is_passed_over_as_a_whole(head: str) -> None:
    text = f"""\
orchestration demo(case: Case) "Demo" {{
  {head}
    stage triage "Triage" {{
      interactive look = fix(case) "Look" {{ assign to user("ann") }}
    }}
  }}
  stage report "Report" {{
    interactive write = fix(case) "Write" {{ asign to user("ann") }}
  }}
}}
"""
    assert lines(text) == [2, 8]


def test_what_stands_around_a_mistake_is_kept() -> None:
    result = read("record A { a: text }\nrecord B {\n  b text\n  c: text\n}\nrecord C { c: text }")
    records = [item for item in result.tree.declarations if isinstance(item, Record)]
    assert [(record.name.text, [field.name.text for field in record.fields]) for record in records] == [
        ("A", ["a"]),
        ("B", ["c"]),
        ("C", ["c"]),
    ]


def test_several_mistakes_in_one_block_are_all_found() -> None:
    text = """\
orchestration o() {
  stage s {
    background a = f() {
      retry five times
      timeout
      only if x >
      start after
    }
  }
}
"""
    assert lines(text) == [4, 5, 6, 7]


def test_a_line_that_lacks_its_end_is_not_blamed_on_the_keyword_of_the_next_one() -> None:
    text = "orchestration o() {\n  go to\n  let x = 1\n}"
    assert placed(text) == ["2:8 O101 Expected the name of an element, or `end`, but the line ends."]
    (only,) = read(text).tree.declarations
    assert isinstance(only, Orchestration)
    assert len(only.elements) == 1


def test_a_missing_closing_brace_is_found_by_the_indent_and_the_open_one_is_shown() -> None:
    text = "record A {\n  a: text\n\nflow f(a: A)\n\norchestration o() {\n}\n"
    (finding,) = findings(text)
    assert (finding.code, finding.message) == ("O101", "A closing `}` is missing before `flow`.")
    (label,) = finding.labels
    assert text[: label.span.start] == "record A "
    assert [type(item).__name__ for item in read(text).tree.declarations] == ["Record", "Flow", "Orchestration"]


def test_a_missing_closing_brace_of_a_step_does_not_hide_the_next_step() -> None:
    text = """\
orchestration o() {
  stage s {
    background a = f() {
      retry 5 times

    background b = g()
  }
  end "Done"
}
"""
    assert placed(text) == ["6:5 O101 A closing `}` is missing before `background`."]
    (only,) = read(text).tree.declarations
    assert isinstance(only, Orchestration)
    stage, end = only.elements
    assert isinstance(stage, Stage)
    assert [step.name.text for step in stage.steps] == ["a", "b"]
    assert type(end).__name__ == "End"


def test_a_missing_opening_brace_is_put_in() -> None:
    text = "orchestration o() {\n  stage s\n    background a = f()\n  }\n  end\n}"
    assert lines(text) == [2]
    (only,) = read(text).tree.declarations
    assert isinstance(only, Orchestration)
    assert len(only.elements) == 2


def test_a_closing_brace_too_many_is_one_finding() -> None:
    assert lines("record A { }\n}\n}\nrecord B {\n  a:\n}") == [2, 5]


def test_the_end_of_the_file_inside_blocks_shows_where_they_begin_and_keeps_them() -> None:
    text = "orchestration o() {\n  stage s {\n    background a = f()\n"
    (finding,) = findings(text)
    assert (finding.code, finding.span.start) == ("O102", len(text))
    assert [text[label.span.start - 2] for label in finding.labels] == ["s", ")"]
    (only,) = read(text).tree.declarations
    assert isinstance(only, Orchestration)
    assert isinstance(only.elements[0], Stage)
    assert len(only.elements[0].steps) == 1


@pytest.mark.parametrize(
    ("text", "unclosed"),
    [
        ("orchestration o() {\n  stage s {\n    background a = f() {\n      timeout 1d\n  }\n}\n", ["f() {"]),
        ("orchestration o() {\n  stage s {\n    background a = f() { timeout 1d }\n}\n", ["stage s {"]),
        ("record R { a: { b: text }\n", ["R {"]),
        ("orchestration o() {\n  stage s {\n    background a = f() {\n}\n", ["f() {", "stage s {"]),
        ("orchestration o() {\nstage s {\nbackground a = f() {\n}\n}\n", ["o() {"]),
    ],
)
def test_of_several_blocks_that_is_shown_whose_brace_is_missing(text: str, unclosed: list[str]) -> None:
    (finding,) = findings(text)
    assert finding.code == "O102"
    ends = [text[: label.span.end] for label in finding.labels]
    assert [end.endswith(each) for end, each in zip(ends, unclosed, strict=True)] == [True] * len(unclosed)


def test_a_wrong_entry_of_an_object_over_several_lines_is_one_finding() -> None:
    text = """\
scenario "t" of o {
  given case = {
    id: "1", name: , tags: []
  }
  start
  expect finishd
  advance 3d
}
"""
    assert lines(text) == [3, 6]
    (only,) = read(text).tree.declarations
    assert isinstance(only, Scenario)
    assert [type(line).__name__ for line in only.lines] == ["Start", "Advance"]


def test_mistakes_in_texts_do_not_stop_the_reading() -> None:
    text = 'orchestration o() {\n  log "{a.} {b}"\n  log "\\q"\n  let x = = 1\n}'
    assert lines(text) == [2, 3, 4]


def test_badly_indented_text_still_recovers_by_its_braces() -> None:
    text = "orchestration o() {\nstage s {\nbackground a = f() {\nretry x times\n}\n}\nversion y\n}\nrecord R { }"
    assert lines(text) == [4, 7]
    assert len(read(text).tree.declarations) == 2


def test_prose_is_one_finding() -> None:
    assert len(findings("Dear all,\nplease find attached the process.\nBest regards\n" * 50)) < 5


def test_windows_line_ends_change_nothing() -> None:
    text = "record A {\n  a text\n}\norchestration o() {\n  go to\n  end\n}\n"
    assert placed(text.replace("\n", "\r\n")) == placed(text)


def test_a_mark_of_the_byte_order_at_the_beginning_is_passed_over() -> None:
    assert parse(SourceFile("a.orch", "\ufeffrecord A { }")).findings == ()


@pytest.mark.parametrize("begun", ["orchestration o() -> {", "orchestration o(case: {", "orchestration o() -> { a: {"])
def test_a_head_that_ends_inside_of_braces_is_given_up_whole(begun: str) -> None:
    assert lines(begun) == [1]
    assert lines(f"{begun}\n  a: text\n\nrecord C {{\n}}\n") == [4]
    assert [type(each) for each in read(f"{begun}\n\nrecord C {{\n}}\n").tree.declarations] == [Record]
