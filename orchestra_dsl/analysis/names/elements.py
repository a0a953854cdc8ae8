"""The elements of an orchestration by name; a name taken twice and one that is reserved are found here."""

from collections.abc import Iterable

from orchestra_dsl.analysis.names.walk import in_order
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.show import an
from orchestra_dsl.analysis.tables import NodeTable
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n

RESERVED = ("end", "any", "all", "first")


def elements_of(orchestration: n.Orchestration) -> tuple[dict[str, NamedElement], NodeTable[NamedElement]]:
    """Return the named elements by path, of several with one path the first, and all of them by node."""
    by_path: dict[str, NamedElement] = {}
    by_node: NodeTable[NamedElement] = NodeTable()
    for node, around in in_order(orchestration):
        element = None
        if isinstance(node, n.BackgroundStep | n.InteractiveStep):
            stage = by_node.get(around) if around is not None else None
            path = f"{stage.path}.{node.name.text}" if stage else node.name.text
            element = NamedElement(path=path, node=node, stage=stage)
        elif isinstance(node, n.Stage | n.Decision | n.Parallel | n.Branch) or (
            isinstance(node, n.Await) and node.name is not None
        ):
            assert node.name is not None  # noqa: S101 - mypy does not see it
            element = NamedElement(path=node.name.text, node=node)
        if element is not None:
            by_node[element.node] = element
            by_path.setdefault(element.path, element)
    return by_path, by_node


def check_elements(elements: Iterable[NamedElement]) -> list[Diagnostic]:
    """Report names that are reserved and names that an earlier element has; outcomes by their decision."""
    findings: list[Diagnostic] = []
    taken: dict[str, tuple[str, n.Name]] = {}
    for element in elements:
        if element.node.name is not None:
            findings += _check_name(element.kind, element.node.name, taken, RESERVED)
        if isinstance(element.node, n.Decision):
            outcomes: dict[str, tuple[str, n.Name]] = {}
            for outcome in element.node.outcomes:
                findings += _check_name("outcome", outcome.name, outcomes, ("otherwise",))
    return findings


def _check_name(
    kind: str, name: n.Name, taken: dict[str, tuple[str, n.Name]], reserved: tuple[str, ...]
) -> list[Diagnostic]:
    if name.text in reserved:
        message = f"{an(kind).capitalize()} cannot be called `{name.text}`: that is a word of the language."
        return [Diagnostic("O210", message, name.span, hint="Choose another name.")]
    other, earlier = taken.setdefault(name.text, (kind, name))
    if earlier is name:
        return []
    message = f"The {kind} `{name.text}` has the name of {_other(kind, other)}."
    label = Label(earlier.span, f"The {other} `{name.text}` is declared here.")
    hint = (
        "The outcomes of a decision need different names."
        if kind == "outcome"
        else ("The elements of an orchestration, those in its stages and blocks included, need different names.")
    )
    return [Diagnostic("O207", message, name.span, [label], hint)]


def _other(kind: str, other: str) -> str:
    """Say of what kind something is beside something of a kind: "another stage", or "a stage"."""
    return f"another {other}" if other == kind else an(other)
