"""O804: awaits that a migration could only place by counting."""

from collections.abc import Iterator

from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


@own("O804")
def unnamed_await(source: Source) -> Iterator[Finding]:
    """Report an `await` without a name in an orchestration that has had a version before."""
    for orchestration in source.all(n.Orchestration):
        versions = [each.number for each in orchestration.clauses if isinstance(each, n.Version)]
        if not versions or max(versions) <= 1:
            continue
        for node in source.inside(orchestration, n.Await):
            if node.name is None:
                message = f"This `await` has no name, and `{orchestration.name.text}` is at version {max(versions)}."
                word = Span(node.span.start, node.span.start + len("await"), source.name)
                yield Finding(word, message, "Give it one: `await NAME first { … }`.")
