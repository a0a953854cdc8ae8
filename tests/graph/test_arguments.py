"""What a run is started with: given values, and defaults where there are none."""

from typing import Any

import pytest

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.arguments import accept_arguments, triggered_arguments
from orchestra_dsl.graph.model import FORMAT, Graph, Parameter, RecordTrigger
from orchestra_dsl.graph.types import BOOLEAN, DECIMAL, TEXT, RecordOf, optional

PARAMETERS = (
    Parameter("case", RecordOf("Case")),
    Parameter("urgent", BOOLEAN, default=False),
    Parameter("limit", DECIMAL, default="100"),
    Parameter("note", optional(TEXT), default="none"),
    Parameter("other", optional(TEXT)),
)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"case": "1"}, ("1", False, "100", "none", None)),
        ({"case": "1", "urgent": True, "limit": 2.5}, ("1", True, "2.5", "none", None)),
        ({"case": "1", "note": None, "other": "x"}, ("1", False, "100", None, "x")),
    ],
)
def test_a_default_stands_in_for_what_is_not_given_and_not_for_null(given: Any, stored: Any) -> None:
    assert accept_arguments(PARAMETERS, given) == stored


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "case: it is missing"),
        ({"case": "1", "urgent": None}, "urgent: it is missing; boolean is expected"),
        ({"case": "1", "urgnt": True}, "urgnt: there is no such field"),
        ("1", 'is expected, not "1"'),
    ],
)
def test_what_does_not_fit_is_refused_with_defaults_too(given: Any, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        accept_arguments(PARAMETERS, given)


def test_a_trigger_gives_its_record_and_the_defaults() -> None:
    trigger = RecordTrigger(parameter=0, record="Case", created=True, updated=False)
    graph = Graph(format=FORMAT, name="o", parameters=PARAMETERS, elements=(), first=-2)
    assert triggered_arguments(graph, trigger, "7") == ("7", False, "100", "none", None)
