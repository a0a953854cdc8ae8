"""What is sent, as the settings write it: texts are templates, `{ env = "NAME" }` is a secret, the rest is as it is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import frozen

from orchestra_dsl.plugin.settings import check_secret, is_secret, unescaped
from orchestra_http.template import Place, Template, as_text, read_template

Reveal = Callable[[tuple[Any, ...]], str]
"""The secret at a path within the table of a flow. Raises BadPlugin where its variable is not set."""


@frozen
class Secret:
    """A text that is read from the environment when it is sent."""

    path: tuple[Any, ...]


def read_tree(written: Any, path: tuple[Any, ...], flow: str) -> Any:
    """The tree of a flow's key, whose leaves are templates, secrets and plain values. Raises BadPlugin."""
    match written:
        case Mapping():
            keys = ("http", "flows", flow, *(step for step in path if isinstance(step, str)))
            check_secret(".".join(keys), written, (), keys=keys)
            return Secret(path) if is_secret(written) else read_named(written, path, flow)
        case list():
            return [read_tree(each, (*path, place), flow) for place, each in enumerate(written)]
        case str():
            return read_template(written, ".".join(map(str, path)))
    return written


def read_named(written: Mapping[str, Any], path: tuple[Any, ...], flow: str) -> dict[str, Any]:
    """A table of names, one of which may be `env` as any other: it is no secret itself. Raises BadPlugin."""
    return {name: read_tree(each, (*path, name), flow) for name, each in unescaped(written).items()}


def leaves(tree: Any) -> Iterator[Any]:
    """All leaves of a tree."""
    match tree:
        case Mapping():
            for each in tree.values():
                yield from leaves(each)
        case list():
            for each in tree:
                yield from leaves(each)
        case _:
            yield tree


def places(tree: Any) -> Iterator[Place]:
    """All places for values in a tree."""
    for leaf in leaves(tree):
        if isinstance(leaf, Template):
            yield from leaf.places


def text_of(leaf: Template | Secret, values: Mapping[str, Any], reveal: Reveal) -> str | None:
    """The text that a leaf stands for; None where a value is missing."""
    return reveal(leaf.path) if isinstance(leaf, Secret) else leaf.filled(values)


def filled(tree: Any, values: Mapping[str, Any], reveal: Reveal) -> Any:
    """The tree with values in it, as JSON has them. What is missing is left out of its table or list."""
    match tree:
        case Mapping():
            pairs = [(name, filled(each, values, reveal)) for name, each in tree.items()]
            return {name: value for name, value in pairs if value is not None}
        case list():
            return [value for each in tree if (value := filled(each, values, reveal)) is not None]
        case Template():
            return as_json(tree.whole.value(values)) if tree.whole is not None else tree.filled(values)
        case Secret():
            return reveal(tree.path)
    return tree


def as_json(value: Any) -> Any:
    """A value as JSON has it: users and records by their names, decimals as numbers, what is missing left out."""
    match value:
        case str():
            return as_text(value)
        case Mapping():
            return {name: as_json(each) for name, each in value.items() if each is not None}
        case list() | tuple():
            return [as_json(each) for each in value]
    return value
