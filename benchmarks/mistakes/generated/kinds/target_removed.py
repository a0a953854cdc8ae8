"""An element that something goes to is gone, or has got another name, or the target is misspelt."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, deleted, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from orchestra_dsl.syntax.nodes import Await, Decision, Orchestration, Parallel, Stage, Target, walk

Named = Stage | Decision | Parallel | Await


def slips(right: Right) -> Iterator[Slip]:
    """Rename each element that is a target; delete each one that is nothing but a target; misspell each target."""
    for place in right.places:
        element, around = place.node, place.inside(Orchestration)
        if not isinstance(element, Named):
            continue
        targets = [e for e in walk(around) if isinstance(e, Target)] if around and element.name else []
        outside = [each for each in targets if each.path.text == _name(element) and not _within(each, element)]
        if outside and element.name:
            at = outside[0].span.start
            if wrong := misspelt(_name(element), right.words, element.span.start):
                yield Slip((replaced(element.name.span, wrong),), at, "O2", f"`{_name(element)}` is now `{wrong}`")
            yield Slip((deleted(element.span),), at, "O2", f"`{_name(element)}` has been deleted")
    for target, _ in right.of(Target):
        wrong = misspelt(target.path.text, right.words, target.span.start)
        if wrong and not target.is_end:
            yield Slip((replaced(target.span, wrong),), target.span.start, "O2", f"there is no `{wrong}` to go to")


def _name(element: Named) -> str:
    return element.name.text if element.name else ""


def _within(target: Target, element: Named) -> bool:
    return element.span.start <= target.span.start < element.span.end
