"""O802: stages and interactive steps that people would see under their names."""

from collections.abc import Iterator

from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n


@own("O802")
def labels(source: Source) -> Iterator[Finding]:
    """Report stages and interactive steps without a label."""
    for stage in source.all(n.Stage):
        if stage.label is None:
            name = stage.name.text
            yield Finding(stage.name, f"The stage `{name}` has no label.", f'Write one: `stage {name} "…"`.')
    for step in source.all(n.InteractiveStep):
        if step.label is None:
            message = f"The step `{step.name.text}` has no label, and its work items would be called by its name."
            yield Finding(step.name, message, f'Write one: `{step.name.text} = {step.call.function.text}(…) "…"`.')
