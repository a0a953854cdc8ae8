"""Every form of the language becomes the node that it should.

The forms stand in `forms/`, each with its tree in the line below it, as `show` writes it.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestra_dsl.syntax import nodes
from tests.syntax import reading

FOLDER = Path(__file__).parent / "forms"
READERS: dict[str, Callable[[str], str]] = {
    "declarations": reading.declaration,
    "types": reading.type_,
    "expressions": reading.expression,
    "orchestrations": reading.orchestration,
    "stages": reading.stage,
    "steps": reading.step,
    "scenarios": reading.scenario,
}
SHORT = {
    "Name", "Path", "TextLiteral", "IntegerLiteral", "DecimalLiteral", "BooleanLiteral", "NullLiteral", "Reference",
    "NamedType", "Module",
}  # fmt: skip
"""Nodes that `show` writes without their class; each has a test of its own or is in every form."""


def forms() -> Iterator[tuple[str, str, str]]:
    """Yield the kind of each form, its text and its tree."""
    for file in sorted(FOLDER.glob("*.txt")):
        for form in file.read_text(encoding="utf-8").strip().split("\n\n"):
            text, shown = form.split("\n")
            yield file.stem, text, shown.strip()


@pytest.mark.parametrize(("kind", "text", "shown"), list(forms()))
def test_a_form_becomes_its_node(kind: str, text: str, shown: str) -> None:
    assert READERS[kind](text) == shown


def test_every_file_of_forms_is_read() -> None:
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(READERS)


def test_every_node_has_a_form() -> None:
    classes = {name for name in nodes.__all__ if isinstance(getattr(nodes, name), type)}
    concrete = {name for name in classes if getattr(nodes, name).__subclasses__() == []}
    shown = {name for _, _, tree in forms() for name in re.findall(r"(\w+)\(", tree)}
    assert concrete - SHORT - shown == set()


def test_a_thousand_terms_are_one_flat_node() -> None:
    for operator, name in (("or", "Or"), ("and", "And"), ("??", "Coalesce"), ("+", "Arithmetic"), ("*", "Arithmetic")):
        shown = reading.expression(f" {operator} ".join(["a"] * 1000))
        assert shown.startswith(f"{name}(operands=[{', '.join(['a'] * 1000)}]")
