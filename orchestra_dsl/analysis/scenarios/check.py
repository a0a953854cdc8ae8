"""The lines of a scenario, one function for each group of them."""

from collections.abc import Mapping

from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.analysis.scenarios.acts import check_act
from orchestra_dsl.analysis.scenarios.expectations import check_expectation
from orchestra_dsl.analysis.scenarios.givens import check_given
from orchestra_dsl.analysis.scenarios.world import World
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.scope import Scope
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

Outputs = Mapping[str, Mapping[str, tuple[g.Field, ...]]]


def check_scenario(t: Inference, scenario: n.Scenario, outlines: Mapping[str, Outline], outputs: Outputs) -> None:
    """Check the names and types of a scenario."""
    name = scenario.orchestration
    if not isinstance(t.names.find("callable", name.text, t.file), n.Orchestration):
        t.findings.append(t.names.unknown("O203", n.Orchestration, name.text, name.span, t.file))
        return
    place = Place(node=scenario, scope=Scope(), elements=False)
    drafts = frozenset(line.step.text for line in scenario.lines if isinstance(line, n.Save))
    world = World(t=t, place=place, outline=outlines[name.text], outlines=outlines, outputs=outputs, drafts=drafts)
    for line in scenario.lines:
        if isinstance(line, n.Given):
            check_given(world, line)
        elif isinstance(line, n.Action):
            check_act(world, line)
        else:
            check_expectation(world, line)
