"""O803: stages with more steps than a reader takes in."""

from collections.abc import Iterator

from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n


@own("O803", steps=12)
def long_stage(source: Source) -> Iterator[Finding]:
    """Report stages with more steps than the project allows."""
    most = source.options["steps"]
    for stage in source.all(n.Stage):
        count = len(stage.steps)
        if isinstance(most, int) and count > most:
            message = f"The stage `{stage.name.text}` has {count} steps; the most is {most}."
            hint = f"Split it, or set the number of steps in orchestra.toml: O803 = {{ steps = {count} }} in [lint]."
            yield Finding(stage.name, message, hint)
