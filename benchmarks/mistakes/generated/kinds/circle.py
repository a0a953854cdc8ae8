"""Steps that wait for each other, or a step that waits for itself."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import inside_at, more_inside
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, inserted
from orchestra_dsl.syntax.nodes import AllOf, Join, Stage, StartAfter, Step


def slips(right: Right) -> Iterator[Slip]:
    """Let each step start after itself, and after each that starts after it."""
    for stage, _ in right.of(Stage):
        for step in stage.steps:
            followers = [each.name.text for each in stage.steps if step.name.text in _after(each)]
            for name in (step.name.text, *followers):
                yield from _waits(right, step, name)


def _join(step: Step) -> Join | None:
    return next((each.join for each in step.clauses if isinstance(each, StartAfter)), None)


def _after(step: Step) -> list[str]:
    join = _join(step)
    return [each.text for each in join.elements] if isinstance(join, AllOf) else []


def _waits(right: Right, step: Step, name: str) -> Iterator[Slip]:
    join = _join(step)
    why = f"`{step.name.text}` waits for `{name}`, which waits for it"
    if join is None:
        yield Slip((more_inside(right, step, f"start after {name}"),), inside_at(right, step), "O4", why)
    elif isinstance(join, AllOf):
        at = join.elements[-1].span.end
        yield Slip((inserted(at, f", {name}"),), at, "O4", why)
