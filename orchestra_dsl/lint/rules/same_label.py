"""O809: labels that two stages, or two steps of one stage, have in common."""

from collections.abc import Iterable, Iterator

from orchestra_dsl.diagnostics import Label
from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n


@own("O809")
def same_label(source: Source) -> Iterator[Finding]:
    """Report labels that are given twice where people have to choose between them."""
    for orchestration in source.all(n.Orchestration):
        yield from _twice(each.label for each in source.inside(orchestration, n.Stage))
    for stage in source.all(n.Stage):
        yield from _twice(each.label for each in stage.steps)


def _twice(labels: Iterable[n.TextLiteral | None]) -> Iterator[Finding]:
    first: dict[str, n.TextLiteral] = {}
    for label in labels:
        if label is not None and first.setdefault(label.value, label) is not label:
            message = f'The label "{label.value}" is given twice.'
            earlier = Label(first[label.value].span, "This is the first.")
            yield Finding(label, message, "Say how the two differ.", labels=[earlier])
