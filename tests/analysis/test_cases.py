"""Every source in cases/bad has the findings that its comments ask for; those in cases/good have none."""

import pytest

from tests.analysis.expected import CASES, expected, found
from tests.analysis.said import SAID, kept, said

GOOD = sorted(path.relative_to(CASES).as_posix() for path in (CASES / "good").rglob("*.orch"))
BAD = sorted(path.relative_to(CASES).as_posix() for path in (CASES / "bad").rglob("*.orch"))
PARTS = ("_part.orch",)
"""Files that others import; they are read with them."""


@pytest.mark.parametrize("entry", [path for path in GOOD if not path.endswith(PARTS)])
def test_a_good_source_has_no_finding(entry: str) -> None:
    assert found(entry)[0] == []


@pytest.mark.parametrize("entry", [path for path in BAD if not path.endswith(PARTS)])
def test_a_bad_source_has_exactly_the_findings_on_the_lines_that_ask_for_them(entry: str) -> None:
    findings, files = found(entry)
    assert sorted(findings) == sorted(expected(files))
    assert findings, "a bad source has a finding"


@pytest.mark.parametrize("entry", [path for path in BAD if not path.endswith(PARTS)])
def test_findings_say_what_is_kept_of_them(entry: str) -> None:
    """After a change of words: `python -m tests.analysis.rewrite`, and read the difference."""
    assert said(entry) == kept(entry).read_text(encoding="utf-8")


def test_nothing_is_kept_of_a_source_that_is_not_there() -> None:
    assert set(SAID.rglob("*.txt")) == {kept(path) for path in BAD if not path.endswith(PARTS)}
