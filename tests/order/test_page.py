"""Each line of docs/order.md has a test that holds it."""

import pytest

from tests.order import test_between_runs, test_within_a_run
from tests.order.says import LINES

MARKS = [
    mark
    for module in (test_between_runs, test_within_a_run)
    for test in vars(module).values()
    for mark in getattr(test, "pytestmark", ())
]
SAID = {mark.args[0] for mark in MARKS if mark.name == "says"}


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_page_has_a_test(line: str) -> None:
    assert line in SAID
