"""The case-management example with another name for everything that it names: nothing else comes of it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from orchestra_dsl.graph.library import FOLDS, FUNCTIONS
from orchestra_dsl.graph.types import WRITABLE
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n
from tests.language.example import STORIES, Story, as_written, left_behind, source, tree

GIVEN = {"id", "run", "now", "end"}
"""Names that no source chooses, wherever they stand; `id` names a record."""


def chosen(text: str) -> list[Span]:
    """Where the names stand that the text has chosen itself, from the last to the first."""
    nodes = list(n.walk(tree(text)))
    given = {span for node in nodes for span in given_by_the_language(node)}
    names = {
        node.span: text[node.span.start : node.span.end] for node in nodes if isinstance(node, n.Name | n.Reference)
    }
    spans = [span for span, name in names.items() if span not in given and name not in GIVEN]
    return sorted(spans, key=lambda span: -span.start)


def given_by_the_language(node: n.Node) -> Iterator[Span]:
    """Where a node names what belongs to the language: a type, a function, who completed a step and when."""
    match node:
        case n.NamedType(name=path) if path.text in WRITABLE:
            yield path.names[0].span
        case n.Call(function=path) if path.text in (*FUNCTIONS, *FOLDS):
            yield path.names[0].span
        case n.Attribute(name=name) if name.text in ("completed_by", "completed_at"):
            yield name.span


def other(name: str) -> str:
    """Another name, part by part."""
    return ".".join(f"x_{each[::-1]}" for each in name.split("."))


def back(left: dict[str, Any]) -> dict[str, Any]:
    """What a story has left behind, with the names as they were."""
    found: dict[str, Any] = json.loads(re.sub(r"\bx_(\w+)", lambda match: match[1][::-1], json.dumps(left)))
    return found


def renamed(text: str) -> str:
    """The text with another name for everything that it names itself."""
    for span in chosen(text):
        text = text[: span.start] + other(text[span.start : span.end]) + text[span.end :]
    return text


def declared(text: str) -> set[str]:
    """The names that a text declares: of records and fields, flows, parameters, elements, outcomes and values."""
    uses = n.NamedType | n.Attribute | n.Argument | n.Entry | n.Set
    nodes = [node for node in n.walk(tree(text)) if not isinstance(node, uses)]
    names = [getattr(node, place, None) for node in nodes for place in ("name", "binding", "parameter")]
    return {part for each in names if isinstance(each, n.Name | n.Path) for part in each.text.split(".")} - GIVEN


def test_another_name_is_chosen_for_everything_that_the_example_names() -> None:
    names = declared(source())
    assert {
        "Case",
        "number",
        "classify",
        "text",
        "to",
        "severity",
        "critical",
        "rework",
        "is_vip",
        "look_at_case",
    } <= names
    assert declared(renamed(source())) == {other(name) for name in names}


@pytest.mark.parametrize("story", STORIES)
def test_renaming_every_identifier_of_the_example_changes_no_outcome(story: Story) -> None:
    assert back(left_behind(story(renamed(source()), other))) == left_behind(as_written(story))
