"""A scenario of the checked tree as one of the package."""

from collections.abc import Mapping

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.compile.lower.scenarios.acts import act
from orchestra_dsl.compile.lower.scenarios.expectations import expectation
from orchestra_dsl.compile.lower.scenarios.givens import given
from orchestra_dsl.compile.lower.scenarios.line import Lines
from orchestra_dsl.compile.lower.scenarios.values import Values
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.visit import fields_read, nodes_in
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax import nodes as n


@attrs.frozen
class MadeScenario:
    """A compiled scenario, and what is wrong with it."""

    scenario: s.Scenario
    findings: tuple[Diagnostic, ...] = ()


def make_scenario(checked: Checked, node: n.Scenario, sources: Mapping[str, SourceFile]) -> MadeScenario:
    """Compile one scenario that has no finding of severity error."""
    orchestration = next(each for each in checked.orchestrations if each.name == node.orchestration.text)
    values = Values(checked)
    lines = Lines(checked=checked, orchestration=orchestration, values=values, sources=sources)
    lowered = tuple(_line(lines, line) for line in node.lines)
    inline = values.predicates_in_place()
    read = fields_read(nodes_in(*values.made, *inline))
    made = s.Scenario(
        name=node.title.value,
        orchestration=orchestration.name,
        place=lines.place(node.title),
        lines=lowered,
        inline=inline,
        reads={record: tuple(sorted(fields)) for record, fields in sorted(read.items())},
    )
    return MadeScenario(made, tuple(values.findings))


def _line(lines: Lines, line: n.ScenarioLine) -> s.Given | s.Act | s.Expectation:
    if isinstance(line, n.Given):
        return given(lines, line)
    return act(lines, line) if isinstance(line, n.Action) else expectation(lines, line)
