"""No input makes the front end raise, hang or name a place that is not there: a sample always, a million at times."""

import pytest

from tests.fuzz.attempt import attempt, run


@pytest.mark.parametrize("first", range(0, 1_000, 100))
def test_a_sample_of_inputs(first: int) -> None:
    for number in range(first, first + 100):
        attempt(number)


@pytest.mark.stress
def test_a_million_inputs() -> None:
    assert run(1_000, 1_001_000) == 0
