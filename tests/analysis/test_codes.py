"""Every code that this layer reports has a bad source that shows it."""

from orchestra_dsl.diagnostics import CODES
from tests.analysis.expected import CASES, expected

ELSEWHERE = {"O502", "O608", "O609"}
"""O502 is reported from the flow of control (tests/analysis/flow), O608 and O609 from a project's people
(tests/cli, tests/analysis/test_people.py)."""


def test_every_code_about_names_types_data_and_people_has_a_case() -> None:
    paths = {path.relative_to(CASES).as_posix() for path in (CASES / "bad").rglob("*.orch")}
    shown = {code for _, _, code, _ in expected(paths)}
    wanted = {code for code in CODES if code.startswith(("O2", "O3", "O5", "O6"))} - ELSEWHERE
    assert wanted - shown == set()
