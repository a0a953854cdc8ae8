"""The whole example parses, and what its nodes cover is exactly what they say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.nodes import (
    Declaration,
    Element,
    Expression,
    FinishWhen,
    Interpolation,
    Lambda,
    Module,
    Node,
    OrchestrationClause,
    ScenarioLine,
    StageClause,
    Step,
    StepClause,
    Timeout,
    Type,
    children,
    walk,
)
from orchestra_dsl.syntax.parser import parse
from tests.syntax import reading
from tests.syntax.test_forms import forms

FILES = sorted((Path(__file__).parent / "samples").glob("*.orch"))
WRAPPED = {
    "declarations": "%s",
    "types": "record R { a: %s }",
    "expressions": "orchestration o() { log %s }",
    "orchestrations": "orchestration o() { %s }",
    "stages": "orchestration o() { stage s { %s } }",
    "steps": "orchestration o() { stage s { interactive i = f() { %s } } }",
    "scenarios": 'scenario "t" of o { %s }',
}


def texts() -> Iterator[str]:
    """Yield the example's files, without docs, which stand before their nodes, and every form in a file of its own."""
    yield from (file.read_text(encoding="utf-8").replace("## ", "#  ") for file in FILES)
    yield from (WRAPPED[kind] % text for kind, text, _ in forms())


@pytest.fixture(params=list(texts()))
def read(request: pytest.FixtureRequest) -> tuple[str, Module]:
    text: str = request.param
    return text, reading.tree(text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_example_parses(file: Path) -> None:
    result = parse(SourceFile(file.name, file.read_text(encoding="utf-8")))
    assert result.findings == ()
    assert len(result.tree.declarations) == {"case_management.orch": 10, "crm.orch": 6}[file.name]


def test_a_span_has_no_blanks_around_it_and_lies_in_the_one_around_it(read: tuple[str, Module]) -> None:
    text, tree = read
    for parent in walk(tree):
        for child in children(parent):
            assert parent.span.start <= child.span.start <= child.span.end <= parent.span.end
            covered = text[child.span.start : child.span.end]
            if not isinstance(parent, Interpolation):
                assert covered == covered.strip() != ""
            assert child.span.file == "a.orch"


def test_the_text_of_a_span_says_what_its_node_says(read: tuple[str, Module]) -> None:
    text, tree = read
    for parent in walk(tree):
        for node in children(parent):
            around = home(node)
            if around is not None and not isinstance(parent, Interpolation):
                again = reading.tree(around % text[node.span.start : node.span.end])
                assert reading.show(first(again, type(node))) == reading.show(node)


def first(tree: Module, kind: type[Node]) -> Node:
    """Return the first node of a class."""
    return next(node for node in walk(tree) if isinstance(node, kind))


def home(node: Node) -> str | None:
    """Return a text in which the text of a node can be read again, if it can stand on its own."""
    match node:
        case Lambda() | FinishWhen():  # of which the words around decide how they are read
            return None
        case Timeout(target=None):
            return WRAPPED["steps"]
    homes: dict[Any, str] = {
        Declaration: "declarations",
        Type: "types",
        Expression: "expressions",
        OrchestrationClause: "orchestrations",
        Element: "orchestrations",
        StageClause: "stages",
        Step: "stages",
        StepClause: "steps",
        ScenarioLine: "scenarios",
    }
    kinds = [kind for union, kind in homes.items() if isinstance(node, union)]
    return WRAPPED[kinds[0]] if kinds else None
