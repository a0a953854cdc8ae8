"""How values are printed for people."""

import pytest

from orchestra_dsl.cli.output import value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("user:ann", "ann"),
        (True, "yes"),
        ([], "none"),
        (["user:ann", None], "ann, missing"),
        ({"order": "4711", "paid": True, "by": None}, "{ order: 4711, paid: yes }"),
        ([{"approved": False}, {"approved": True}], "{ approved: no }, { approved: yes }"),
        ({}, "{ }"),
    ],
)
def test_a_value_is_printed_as_people_read_it(value: object, text: str) -> None:
    assert value_text(value) == text
