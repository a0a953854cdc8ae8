"""What is said of an output that may be missing: which step it is of, and what in it may keep its outputs away."""

import pytest

from tests.analysis.texts import check_text

TEXT = """\
record Case {{ id: text }}
screen ask(case: Case) -> {{ note: text }}
flow tell(note: text)
orchestration o(case: Case) "O" {{
  stage s "S" {{
    interactive asked = ask(case) "Ask" {{ assign to user("ann") {clause} }}
    background told = tell(asked.note) {{ start after asked }}
  }}
}}
"""


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ('only if case.id == "1"', ["Where this does not hold, the step is skipped."]),
        ('withdraw when case.id == "1"', ["When this holds, the step ends without its outputs."]),
        ("may skip", ["With this, the step may be skipped."]),
        ("on error { }", []),
    ],
)
def test_the_step_is_shown_and_the_clause_by_which_it_may_pass(clause: str, said: list[str]) -> None:
    (finding,) = check_text(TEXT.format(clause=clause)).diagnostics
    assert finding.code == "O501"
    assert [each.message for each in finding.labels] == ["The step `s.asked` is declared here.", *said]
    marked = [TEXT.format(clause=clause)[each.span.start : each.span.end] for each in finding.labels]
    assert marked == ["asked", *[clause for _ in said]]
