"""What a test says it plays, it has to play."""

from collections.abc import Iterator

import pytest

from tests.language.forms import missing
from tests.language.play import PLAYED


@pytest.fixture(autouse=True)
def _plays_what_it_says(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test whose texts hold no trace of a form that it is marked with."""
    PLAYED.clear()
    yield
    marked = {form for mark in request.node.iter_markers("plays") for form in mark.args}
    assert missing(marked, PLAYED) == set(), "the test is marked with forms that it does not play"
