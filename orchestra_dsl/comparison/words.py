"""The word for each kind of element, as the language has it."""

from orchestra_dsl.graph.conditions import word_of
from orchestra_dsl.graph.elements import AnyElement, Background, Child, Interactive

_WORDS: dict[type[AnyElement], str] = {
    Background: "background step",
    Child: "background step",
    Interactive: "interactive step",
}


def kind_word(element: AnyElement) -> str:
    """`interactive step`, `stage`, `wait until`: what a source calls it."""
    return _WORDS.get(type(element)) or word_of(element.name) or type(element).__name__.lower()
