"""What the lines of one scenario are checked against: the orchestration, its steps and those of its children."""

from collections.abc import Mapping, Sequence

import attrs

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.names.paths import first_unknown
from orchestra_dsl.analysis.outline import NamedElement, Outline
from orchestra_dsl.analysis.scenarios.paths import find
from orchestra_dsl.analysis.show import an
from orchestra_dsl.analysis.types.elements import repeats
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.subject import step_owner
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

STEPS = (n.BackgroundStep, n.InteractiveStep)

CAN_FAIL = (*STEPS, n.Stage, n.Decision, n.Parallel, n.Await)
"""What may be in error, of all that has a name."""


@attrs.frozen(kw_only=True, eq=False)
class World:
    """A scenario's orchestration and everything that its lines may name."""

    t: Inference
    place: Place
    outline: Outline
    outlines: Mapping[str, Outline]
    outputs: Mapping[str, Mapping[str, tuple[g.Field, ...]]]
    """The outputs of every orchestration's steps, by the orchestration and the step's path."""
    drafts: frozenset[str] = frozenset()
    """The steps, as lines name them, of which the scenario saves a draft somewhere."""

    @property
    def parameters(self) -> tuple[g.Field, ...]:
        """The orchestration's parameters."""
        return self.t.declarations.orchestrations[self.outline.name].parameters

    def element(self, path: n.Path, *kinds: type[n.Node]) -> tuple[Outline, NamedElement] | None:
        """Return the element of one of these kinds that a path names, of a child too; report it where there is none."""
        place = find(self.outline, self.outlines, [name.text for name in path.names])
        found = None if place is None else (place.outline, place.element)
        if found is None and self._leads_through_a_wrong_call(path):
            return None
        if found is None:
            known = [each for each, element in self.outline.elements.items() if isinstance(element.node, kinds)]
            message = f"`{self.outline.name}` has no element `{path.text}`."
            absent = first_unknown(path.text, self.outline.elements)
            self.t.findings.append(misspelt("O202", message, path.span, path.text, known, cause=absent))
        elif not isinstance(found[1].node, kinds):
            message = f"`{path.text}` is {an(found[1].kind)}, but here stands the name of {an(_wanted(kinds))}."
            self.t.report("O214", message, path.span)
            found = None
        return found

    def _leads_through_a_wrong_call(self, path: n.Path) -> bool:
        """Whether a step on the way of a path is called wrongly, so that nothing is known of what is behind it."""
        for count in range(1, len(path.names)):
            step = self.outline.elements.get(".".join(name.text for name in path.names[:count]))
            if step is not None and isinstance(step.node, n.BackgroundStep):
                return step.node.runs is not (step.node.call.function.text in self.outlines)
        return False

    def step(self, path: n.Path) -> tuple[g.Field, ...] | None:
        """Return what people fill in at an interactive step; None where a finding says what is wrong."""
        found = self.element(path, n.InteractiveStep)
        if found is None:
            return None
        return self.asked(*found)

    def asked(self, outline: Outline, element: NamedElement) -> tuple[g.Field, ...] | None:
        """Return the outputs of a step that somebody can give; None where it has none or they are not known."""
        outputs = self.outputs.get(outline.name, {}).get(element.path)
        if outputs is None or not isinstance(element.node, n.InteractiveStep):
            return outputs
        return tuple(field for field in outputs if field.name not in ("completed_by", "completed_at"))

    def run_of(self, path: n.Path | None) -> None:
        """Report a step that is to have a run, and runs no orchestration."""
        found = None if path is None else self.element(path, n.BackgroundStep)
        step = None if found is None else found[1].node
        if path is not None and isinstance(step, n.BackgroundStep) and not step.runs:
            hint = "Name a step that says `run`, or leave it out for the run itself."
            self.t.report("O214", f"`{path.text}` has no run: it calls a flow.", path.span, hint)

    def items(self, path: n.Path) -> g.Type:
        """Return the type of what may be added to the `for each` of a step; report a step to which nothing may."""
        found = self.element(path, *STEPS)
        if found is None:
            return UNKNOWN
        loop, node = repeats(found[1]), found[1].node
        clauses = node.clauses if isinstance(node, n.BackgroundStep | n.InteractiveStep) else ()
        if loop is None or not any(isinstance(each, n.MayAdd) for each in clauses):
            message = f"Nothing can be added to `{path.text}`: it does not say `may add`."
            self.t.report("O214", message, path.span, "Write `may add` below its `for each`.")
            return UNKNOWN
        type_ = self.t.tables.types.get(loop.items)
        return type_.item if isinstance(type_, g.ListOf) else UNKNOWN

    def owner(self, path: n.Path) -> str:
        """Return what declares the outputs of a step."""
        place = find(self.outline, self.outlines, [name.text for name in path.names])
        return "" if place is None else step_owner(place.element)


def _wanted(kinds: Sequence[type[n.Node]]) -> str:
    """What may stand where these kinds of elements may, in words."""
    if n.Decision in kinds:
        return "step, stage, decision, parallel or await"
    if n.Stage in kinds:
        return "stage"
    return "step" if n.BackgroundStep in kinds else "interactive step"
