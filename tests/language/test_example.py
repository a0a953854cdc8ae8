"""The case-management example: its stories end as they should, and in whatever order its independent steps stand.

What a story leaves behind (outcome, outputs, timeline, calls, work items) is compared as a whole.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from orchestra_dsl.graph import elements as el
from orchestra_dsl.syntax import nodes as n
from tests.language.example import (
    STORIES,
    Story,
    as_written,
    given_up,
    granted,
    left_behind,
    refused,
    same,
    source,
    tree,
)


@pytest.mark.parametrize(
    ("story", "ended"),
    [
        (granted, ["Resolved", {"rounds": 1, "refunded": "700"}]),
        (refused, ["Resolved", {"rounds": 0, "refunded": "0"}]),
        (given_up, ["Nobody could solve the case C-17", {}]),
    ],
)
def test_the_stories_end_as_they_should(story: Story, ended: list[Any]) -> None:
    player = as_written(story)
    assert [player.ended, player.outputs] == ended


def test_the_stories_go_through_every_element_and_every_flow() -> None:
    players = [as_written(story) for story in STORIES]
    kinds = el.Stage | el.Background | el.Interactive | el.Decision
    elements = {element.name for element in players[0].graph.elements if isinstance(element, kinds)}
    assert len(elements) > 20
    assert elements - {name for player in players for name, _, _ in player.notes} == set()
    assert set(players[0].flows) == {call.flow for player in players for call in player.calls}


ORDERS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "backwards": lambda parts: parts[::-1],
    "the last first": lambda parts: parts[-1:] + parts[:-1],
    "the first last": lambda parts: parts[1:] + parts[:1],
}


def reordered(text: str, order: Callable[[list[Any]], list[Any]]) -> str:
    """The text with the steps of every stage, its declarations and their fields in another order."""
    groups = [stage.steps for stage in n.walk(tree(text)) if isinstance(stage, n.Stage)]
    for steps in sorted(groups, key=lambda steps: -steps[0].span.start):
        parts = [text[step.span.start : step.span.end] for step in steps]
        for step, part in reversed(list(zip(steps, order(parts), strict=True))):
            text = text[: step.span.start] + part + text[step.span.end :]
    return "\n".join(order([text[each.span.start : each.span.end] for each in tree(text).declarations]))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("story", STORIES)
def test_reordering_the_independent_steps_of_the_example_changes_no_outcome(story: Story, order: str) -> None:
    text = reordered(source(), ORDERS[order])
    before, after = (re.findall(r"(?:background|interactive) (\w+)", each) for each in (source(), text))
    assert before != after
    assert sorted(before) == sorted(after)
    assert left_behind(story(text, same), in_order=False) == left_behind(as_written(story), in_order=False)
