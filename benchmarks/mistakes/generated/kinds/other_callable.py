"""A step calls what its kind of step cannot call."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import word_within
from benchmarks.mistakes.generated.right import Right, name_of
from benchmarks.mistakes.generated.slip import Edit, Slip, deleted, replaced
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import BackgroundStep, Flow, Orchestration, Predicate, Screen, Step


def slips(right: Right) -> Iterator[Slip]:
    """Let background steps show screens and interactive ones call flows; forget `run`, or put it before a flow."""
    for step in _steps(right):
        name, at = step.call.function, step.call.span.start
        wanted = (Screen, Predicate) if isinstance(step, BackgroundStep) else (Flow, Orchestration)
        others = [name_of(each) for each in right.callables.values() if isinstance(each, wanted)]
        if others:
            other = others[at % len(others)]
            yield _slip(replaced(name.span, other), at, f"`{other}` is not for this kind of step")
        if isinstance(step, BackgroundStep):
            word = word_within(right, Span(step.name.span.end, at, right.name), r"\brun\b")
            why = "an orchestration needs `run`" if word else "only orchestrations are run"
            yield _slip(deleted(word) if word else replaced(Span(at, at, right.name), "run "), at, why)


def _slip(edit: Edit, at: int, why: str) -> Slip:
    return Slip((edit,), at, "O2", why)


def _steps(right: Right) -> list[Step]:
    return [place.node for place in right.places if isinstance(place.node, Step)]
