"""What all who go through the body of an orchestration share."""

from collections.abc import Callable, Mapping

import attrs

from orchestra_dsl.analysis.types.inference import Inference, Surroundings
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.scope import Bound, Scope
from orchestra_dsl.graph.types import Type
from orchestra_dsl.syntax import nodes as n


@attrs.frozen(kw_only=True, eq=False)
class Body:
    """The engine and the orchestration around it. `go_through` does a block: blocks hold elements that hold blocks."""

    t: Inference
    around: Surroundings
    go_through: Callable[["Body", tuple[n.Element, ...], Place], None]
    let_numbers: Mapping[int, int]
    """The number of each `let`, by the identity of its node."""
    var_numbers: Mapping[int, int]
    var_types: dict[int, Type] = attrs.field(factory=dict)

    def block(self, elements: tuple[n.Element, ...], place: Place) -> None:
        """Go through a block: a scope of its own."""
        self.go_through(self, elements, place.inside(Scope(place.scope)))

    def then(self, continuation: n.Continuation | None, place: Place) -> None:
        """Go through what follows an outcome, an arm or an error, where that is a block."""
        if isinstance(continuation, n.Block):
            self.block(continuation.elements, place)

    def declare(self, scope: Scope, bound: Bound, place: Place) -> None:
        """Enter a name into a scope; it may hide no other name and no element that is read by its name here."""
        finding = scope.declare(bound)
        if finding is not None:
            self.t.findings.append(finding)
            return
        name = bound.name.text
        elements = self.around.outline.elements
        element = elements.get(f"{place.stage.path}.{name}") if place.stage is not None else None
        element = element or elements.get(name)
        if element is not None and isinstance(element.node, n.Stage | n.BackgroundStep | n.InteractiveStep):
            message = f"The {bound.word} `{name}` hides the {element.kind} `{name}`."
            self.t.report("O208", message, bound.name.span, "Give it a name of its own.")
