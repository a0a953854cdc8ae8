"""What the paths of an orchestration lead to: targets, joins, `cancel`, `undo back to`, `same person as`."""

from collections.abc import Iterable, Mapping

from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.names.walk import in_order
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.show import an
from orchestra_dsl.analysis.tables import NodeTable
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def _declared(found: NamedElement) -> list[Label]:
    name = getattr(found.node, "name", None)
    return [Label(name.span, f"The {found.kind} `{found.path}` is declared here.")] if isinstance(name, n.Name) else []


class Paths:
    """Resolves the paths of one orchestration; `named` is what they mean, `findings` what is wrong with them."""

    def __init__(self, elements: Mapping[str, NamedElement]) -> None:
        self.named: NodeTable[NamedElement] = NodeTable()
        self.findings: list[Diagnostic] = []
        self._elements = elements

    def find(self, path: n.Path, stage: n.Stage | None, *extra: str) -> NamedElement | None:
        """Return the element that a path means inside a stage; report it where there is none."""
        steps = () if stage is None else (step.name.text for step in stage.steps)
        return self._find(path, stage, (*self._elements, *extra, *steps))

    def _find(
        self, path: n.Path, stage: n.Stage | None, known: Iterable[str], otherwise: str | None = None
    ) -> NamedElement | None:
        """Find an element. Where there is none, one `known` may be meant; failing that, `otherwise` is said."""
        found = resolve(self._elements, path.text, stage)
        if found is None:
            message = f"There is no element `{path.text}`{' here' if stage else ''}."
            absent = first_unknown(path.text, self._elements)
            self.findings.append(misspelt("O202", message, path.span, path.text, known, otherwise, cause=absent))
            return None
        self.named[path] = found
        return found

    def expect(self, path: n.Path, stage: n.Stage | None, kinds: tuple[type[n.Node], ...], where: str) -> None:
        """Resolve a path that has to lead to an element of some kind; `where` says which, and for what."""
        found = self.find(path, stage)
        if found is not None and not isinstance(found.node, kinds):
            self.findings.append(Diagnostic("O214", f"`{path.text}` is {an(found.kind)}. {where}", path.span))

    def expect_inside(self, paths: tuple[n.Path, ...], around: n.Node, where: str) -> None:
        """Resolve paths that have to lead to steps of a stage or branches of a parallel."""
        members = (
            around.steps if isinstance(around, n.Stage) else around.branches if isinstance(around, n.Parallel) else ()
        )
        for path in paths:
            known = (member.name.text for member in members)
            found = self._find(path, around if isinstance(around, n.Stage) else None, known, where)
            if found is not None and not any(found.node is member for member in members):
                message = f"`{path.text}` is {an(found.kind)} elsewhere. {where}"
                self.findings.append(Diagnostic("O214", message, path.span, labels=_declared(found)))


def first_unknown(path: str, elements: Mapping[str, NamedElement]) -> str:
    """Return the shortest part of an unknown path that is not there: `approval` of `approval.ask`."""
    names = path.split(".")
    starts = [".".join(names[: count + 1]) for count in range(len(names))]
    return next((each for each in starts if each not in elements), path)


def resolve(elements: Mapping[str, NamedElement], path: str, stage: n.Stage | None) -> NamedElement | None:
    """Return what a path means: a step of the stage around it by its own name, every other element by its path."""
    if stage is not None:
        own = elements.get(f"{stage.name.text}.{path}")
        if own is not None and own.stage is not None and own.stage.node is stage:
            return own
    return elements.get(path)


def resolve_paths(orchestration: n.Orchestration, elements: Mapping[str, NamedElement]) -> Paths:
    """Resolve all paths of an orchestration."""
    paths = Paths(elements)
    for node, stage in in_order(orchestration):
        _resolve_in(paths, node, stage)
    return paths


def _resolve_in(paths: Paths, node: n.Node, stage: n.Stage | None) -> None:
    match node:
        case n.Target(path=path) if not node.is_end:
            paths.find(path, stage, "end")
        case n.StartAfter(join=join) if stage is not None:
            paths.expect_inside(join.elements, stage, "`start after` names steps of the same stage.")
        case n.StartAfter(join=join):
            for path in join.elements:
                paths.find(path, None)
        case n.Stage(clauses=clauses) | n.Parallel(clauses=clauses):
            what = "steps of the stage" if isinstance(node, n.Stage) else "branches of the parallel"
            for clause in clauses:
                if isinstance(clause, n.FinishWhen) and isinstance(clause.join, n.AllOf | n.AnyOf | n.CountOf):
                    paths.expect_inside(clause.join.elements, node, f"`finish when` names {what}.")
        case n.Cancel(element=path):
            kinds = (n.Stage, n.BackgroundStep, n.InteractiveStep)
            paths.expect(path, stage, kinds, "`cancel` names a stage or a step.")
        case n.Undo(back_to=n.Path() as path):
            paths.expect(path, stage, (n.Stage,), "`undo back to` names a stage.")
        case n.SamePersonAs(step=path):
            paths.expect(path, stage, (n.InteractiveStep,), "`same person as` names an interactive step.")
        case n.Move(new=path):
            paths.find(path, None)
