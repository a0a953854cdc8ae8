"""What the lowering of every line needs: the scenario's orchestration, its expressions, places and paths."""

from collections.abc import Mapping

import attrs

from orchestra_dsl.analysis.checked import Checked, CheckedOrchestration
from orchestra_dsl.analysis.scenarios.paths import Found, find
from orchestra_dsl.analysis.scenarios.stored import draft_fields, written_fields
from orchestra_dsl.analysis.types.elements import repeats
from orchestra_dsl.compile.lower.scenarios.values import Values
from orchestra_dsl.graph.scenario import Callee, ElementPath, Place
from orchestra_dsl.graph.types import Field, ListOf, ObjectOf, Type
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax import nodes as n


@attrs.frozen(kw_only=True, eq=False)
class Lines:
    """One scenario being lowered."""

    checked: Checked
    orchestration: CheckedOrchestration
    values: Values
    sources: Mapping[str, SourceFile]

    def place(self, node: n.Node) -> Place:
        """Return where a line stands."""
        span = node.span
        position = self.sources[span.file].position(span.start)
        return Place(span.file, position.line, position.column, span.start, span.end)

    def found(self, path: n.Path) -> Found:
        """Return what a path leads to; the checker has seen that it leads somewhere."""
        outlines = {each.name: each.outline for each in self.checked.orchestrations}
        found = find(self.orchestration.outline, outlines, [name.text for name in path.names])
        assert found is not None  # noqa: S101 - the checker reports O202
        return found

    def path(self, path: n.Path) -> ElementPath:
        """Return a path as a line keeps it."""
        found = self.found(path)
        return ElementPath(found.element.path, found.parents)

    def filled_in(self, path: n.Path) -> ObjectOf:
        """Return the type of the outputs that somebody gives at a step."""
        return ObjectOf(written_fields(self._asked(path)))

    def draft(self, path: n.Path) -> ObjectOf:
        """Return the type of a draft of them."""
        return ObjectOf(draft_fields(self._asked(path)))

    def _asked(self, path: n.Path) -> tuple[Field, ...]:
        found = self.found(path)
        outputs = next(each for each in self.checked.orchestrations if each.name == found.outline.name).outputs
        fields = outputs[found.element.path]
        if not isinstance(found.element.node, n.InteractiveStep):
            return fields
        return tuple(field for field in fields if field.name not in ("completed_by", "completed_at"))

    def added_to(self, path: n.Path) -> Type:
        """Return the type of what may be added to the `for each` of a step."""
        loop = repeats(self.found(path).element)
        type_ = None if loop is None else self.checked.types.get(loop.items)
        assert isinstance(type_, ListOf)  # noqa: S101 - the checker reports any other step
        return type_.item

    def parameter(self, name: str) -> tuple[int, Field]:
        """Return an argument of the orchestration by its name."""
        return next((index, each) for index, each in enumerate(self.orchestration.parameters) if each.name == name)

    def callee(self, path: n.Path) -> Callee:
        """Return what a line names by a path with dots."""
        return Callee("flow" if path.text in self.checked.declarations.flows else "predicate", path.text)


def said(text: n.TextLiteral | None) -> str | None:
    """Return the value of a text that may be left out, such as the name of who acts."""
    return None if text is None else text.value
