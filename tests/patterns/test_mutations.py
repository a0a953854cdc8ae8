"""The scenarios of a pattern would fail if it were one of its neighbours."""

import pytest

from tests.constructs.files import findings
from tests.patterns.files import NAMES, compiled, failures
from tests.patterns.mutations import Mutation, mutations


@pytest.mark.parametrize("name", NAMES)
def test_every_pattern_is_told_from_a_neighbour(name: str) -> None:
    assert [each for each in mutations() if each.pattern == name]


@pytest.mark.parametrize("mutation", mutations(), ids=lambda each: f"{each.pattern}-{each.towards}")
def test_a_neighbour_fails_where_the_table_says(mutation: Mutation) -> None:
    text = mutation.text()
    result = compiled(text)
    assert result.package is not None, f"it has to compile, or its scenarios say nothing:\n{findings(result)}"
    failed = list(failures(result.package, text))
    assert mutation.fails in [each.line for each in failed], failed
