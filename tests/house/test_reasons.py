"""Where the code switches a check off, the same line says why. Whether it has to, ruff and mypy tell (`make lint`)."""

import re
from collections.abc import Iterator

from tests.house.checkout import ROOT

FOLDERS = ("orchestra_dsl", "plugins", "tests", "examples", "benchmarks", "docs", ".ci")
SWITCHED_OFF = re.compile(r"# noqa\b|# type: ignore\b")
_CODES = r"[A-Z]+[0-9]+(, [A-Z]+[0-9]+)*"
WITH_A_REASON = re.compile(rf"(# type: ignore\[[a-z-]+\]  )?(# noqa: {_CODES} - |# (?!noqa|type:))\w")


def without_a_reason(line: str) -> bool:
    """Whether a line switches a check off and does not say why, in the one way that this is written."""
    found = SWITCHED_OFF.search(line)
    return found is not None and not WITH_A_REASON.match(line, found.start())


def lines() -> Iterator[tuple[str, str]]:
    """Every line of Python, with its place."""
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                yield f"{path.relative_to(ROOT)}:{number}", line


def test_whoever_switches_a_check_off_says_why() -> None:
    assert [place for place, line in lines() if without_a_reason(line) and "test_reasons.py" not in place] == []


def test_a_line_without_a_reason_is_noticed() -> None:
    assert without_a_reason("x = 1  # noqa: E501")
    assert without_a_reason("x = 1  # noqa - all of them")
    assert without_a_reason("x = 1  # type: ignore[misc]")
    assert without_a_reason("x = 1  # type: ignore  # any")
    assert not without_a_reason("x = 1  # noqa: E501, S101 - a table")
    assert not without_a_reason("x = 1  # type: ignore[misc]  # bound at once")
    assert not without_a_reason("x = 1  # type: ignore[misc]  # noqa: E501 - a table")
