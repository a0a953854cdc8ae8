"""O812: parameters of orchestrations and predicates that nothing reads."""

from collections.abc import Iterator

from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n


@own("O812")
def unused_parameter(source: Source) -> Iterator[Finding]:
    """Report parameters that are never read; a name that begins with `_` says that it is not needed."""
    for node in source.all(n.Orchestration, n.Predicate):
        if isinstance(node, n.Predicate) and node.body is None:
            continue
        read = {each.name for each in source.inside(node, n.Reference)}
        read |= {each.record.text for each in source.inside(node, n.StartOnRecord)}
        for parameter in node.parameters:
            name = parameter.name.text
            if name not in read and not name.startswith("_"):
                message = f"The parameter `{name}` of `{node.name.text}` is never read."
                yield Finding(parameter.name, message, "Remove it, or read it somewhere.")
