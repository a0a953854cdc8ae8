"""What the lines of one scenario are checked against: the orchestration, its steps and those of its children."""

from collections.abc import Iterator, Mapping

import attrs

from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.outline import NamedElement, Outline
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


@attrs.frozen(kw_only=True, eq=False)
class World:
    """A scenario's orchestration and everything that its lines may name."""

    t: Inference
    place: Place
    outline: Outline
    outlines: Mapping[str, Outline]
    outputs: Mapping[str, Mapping[str, tuple[g.Field, ...]]]
    """The outputs of every orchestration's steps, by the orchestration and the step's path."""

    @property
    def parameters(self) -> tuple[g.Field, ...]:
        """The orchestration's parameters."""
        return self.t.declarations.orchestrations[self.outline.name].parameters

    def element(self, path: n.Path, *kinds: type[n.Node]) -> tuple[Outline, NamedElement] | None:
        """Return the element of one of these kinds that a path names, of a child too; report it where there is none."""
        found = self._find(self.outline, [name.text for name in path.names])
        if found is None:
            known = [each for each, element in self.outline.elements.items() if isinstance(element.node, kinds)]
            message = f"`{self.outline.name}` has no element `{path.text}`."
            self.t.findings.append(misspelt("O202", message, path.span, path.text, known))
        elif not isinstance(found[1].node, kinds):
            wanted = "stage" if n.Stage in kinds else "interactive step" if n.BackgroundStep not in kinds else "step"
            message = f"`{path.text}` is a {found[1].kind}, but here stands the name of {_an(wanted)}."
            self.t.report("O214", message, path.span)
            found = None
        return found

    def step(self, path: n.Path) -> tuple[g.Field, ...] | None:
        """Return what people fill in at an interactive step; None where a finding says what is wrong."""
        found = self.element(path, n.InteractiveStep)
        if found is None:
            return None
        outputs = self.outputs.get(found[0].name, {}).get(found[1].path)
        if outputs is None:
            return None
        return tuple(field for field in outputs if field.name not in ("completed_by", "completed_at"))

    def _find(self, outline: Outline, names: list[str]) -> tuple[Outline, NamedElement] | None:
        """Look for a path; behind a step that runs another orchestration its elements follow."""
        found = outline.elements.get(".".join(names))
        if found is not None:
            return outline, found
        for child, rest in self._children(outline, names):
            inner = self._find(child, rest)
            if inner is not None:
                return inner
        return None

    def _children(self, outline: Outline, names: list[str]) -> Iterator[tuple[Outline, list[str]]]:
        for size in range(1, len(names)):
            step = outline.elements.get(".".join(names[:size]))
            if step is not None and isinstance(step.node, n.BackgroundStep) and step.node.runs:
                child = self.outlines.get(step.node.call.function.text)
                if child is not None:
                    yield child, names[size:]


def _an(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
