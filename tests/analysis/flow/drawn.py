"""Flows of small orchestrations for the tests: what is declared is left out, names are resolved all the same."""

from orchestra_dsl.analysis.flow.build import flow_of
from orchestra_dsl.analysis.flow.check import BY_NAMES
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.proofs import FlowProofs
from orchestra_dsl.analysis.names.outline import outline_of
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.parser import parse


def module_of(text: str) -> n.Module:
    """Parse a text that has no syntax error."""
    parsed = parse(SourceFile("a.orch", text))
    assert parsed.findings == ()
    return parsed.tree


def draw(text: str) -> Flow:
    """Draw the flow of the last orchestration of a text, or of `text` as the inside of one."""
    whole = text if "orchestration " in text else f"orchestration o(case: Case) {{ {text} }}"
    module = module_of(whole)
    orchestration = next(each for each in reversed(module.declarations) if isinstance(each, n.Orchestration))
    return flow_of(outline_of(orchestration)[0])


def found(text: str) -> list[Diagnostic]:
    """What the checks that need names only say about a text."""
    flow = draw(text)
    return [finding for check in BY_NAMES for finding in check(flow)]


def shown(text: str) -> list[tuple[str, str]]:
    """The findings as their code and the stretch of the source, for texts that are whole orchestrations or not."""
    whole = text if "orchestration " in text else f"orchestration o(case: Case) {{ {text} }}"
    return [(each.code, whole[each.span.start : each.span.end]) for each in found(text)]


class Asked:
    """Asks for proofs by names: of a step, at a place that is a path, or the n-th node of a class."""

    def __init__(self, text: str) -> None:
        self.flow = draw(text)
        predicates = {}
        if "predicate " in text:
            declared = module_of(text).declarations
            predicates = {each.name.text: each for each in declared if isinstance(each, n.Predicate)}
        self.proofs = FlowProofs(self.flow, predicates)

    def step(self, path: str) -> n.Node:
        """The node of a step."""
        return self.flow.outline.elements[path].node

    def at(self, step: str, place: str) -> bool:
        """Whether the step is proven at the element of this path (for a step: in its arguments)."""
        return self.proofs.assigned(self.step(step), self.flow.outline.elements[place].node)

    def inside(self, step: str, kind: type[n.Node], number: int = 0) -> bool:
        """Whether the step is proven at the node of this class with this number in the text."""
        places = [node for node in n.walk(self.flow.outline.node) if isinstance(node, kind)]
        return self.proofs.assigned(self.step(step), places[number])
