"""From a file to its checked tree: the passes in order.

1. imports: the files that belong together, parsed
2. declarations: names by namespace, types, signatures; what plugins supply
3. elements: the outline of every orchestration, from names alone
4. flow: where control can go, and so which outputs are certainly there
5. types: every expression at its place
6. what needs types: the findings about control, unused names, people and time, scenarios
7. echoes: what may only follow from another finding is left out (echoes/withheld.py)

A name that is missing because something else is wrong is not reported as missing once more: while a file is missing,
or a step before has found names that do not exist, findings that rest on what is not there are left out. While a file
has mistakes of syntax, only they are reported: what the rest means is not certain.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import attrs

from orchestra_dsl.analysis.checked import Checked, CheckedOrchestration, Declarations
from orchestra_dsl.analysis.clauses import check_clauses
from orchestra_dsl.analysis.declare.circles import in_order as predicates_in_order
from orchestra_dsl.analysis.declare.declarations import declare
from orchestra_dsl.analysis.declare.names import Names
from orchestra_dsl.analysis.declare.plugins import check_plugins
from orchestra_dsl.analysis.declare.record_classes import check_record_classes
from orchestra_dsl.analysis.declare.taken import check_taken
from orchestra_dsl.analysis.echoes.withheld import without_echoes
from orchestra_dsl.analysis.errors import check_errors
from orchestra_dsl.analysis.flawed import Flaws, flaws_of
from orchestra_dsl.analysis.flow.build import flow_of
from orchestra_dsl.analysis.flow.check import check_flow
from orchestra_dsl.analysis.flow.checks.arms import check_arms
from orchestra_dsl.analysis.flow.checks.constant_conditions import fixed_parts
from orchestra_dsl.analysis.flow.checks.endless_runs import endless_runs
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.proofs import FlowProofs
from orchestra_dsl.analysis.flow.writers import set_wrongly
from orchestra_dsl.analysis.idle import check_idle
from orchestra_dsl.analysis.imports import Load, Sources, collect
from orchestra_dsl.analysis.names.outline import outline_of
from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.analysis.people.business import check_business
from orchestra_dsl.analysis.people.calendars import check_calendars
from orchestra_dsl.analysis.people.channels import check_channels
from orchestra_dsl.analysis.people.nobody import check_nobody
from orchestra_dsl.analysis.people.rungs import check_rungs
from orchestra_dsl.analysis.people.schedules import check_schedules
from orchestra_dsl.analysis.people.times import check_times
from orchestra_dsl.analysis.people.unknown import check_unknown
from orchestra_dsl.analysis.scenarios.check import check_scenario
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.places.declared import check_defaults, check_predicates
from orchestra_dsl.analysis.types.places.orchestrations import check_orchestration
from orchestra_dsl.analysis.types.rules.table import RULES
from orchestra_dsl.analysis.types.traits import Traits
from orchestra_dsl.analysis.types.unused import check_unused, read_somewhere
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph.model import RecordClass, Signature
from orchestra_dsl.syntax import nodes as n

ABSENT = ("O201", "O202", "O203", "O204", "O205", "O206", "O209", "O302", "O310", "O4", "O5", "O6", "O7")
"""The findings, by code or group, that something missing can cause."""

AMBIGUOUS = ("O207", "O210")
"""The findings by which the name of an element may mean another one."""


class CheckResult(NamedTuple):
    """What checking a file has led to. Without a finding of severity error `checked` is complete."""

    checked: Checked
    diagnostics: tuple[Diagnostic, ...]


class _AllThere:
    """Takes every output for proven, where names are wrong and nothing can be proven."""

    def assigned(self, step: n.Node, place: n.Node) -> bool:
        """Say yes."""
        del step, place
        return True


def check(
    entry: str,
    load: Load,
    signatures: Iterable[Signature] | None = None,
    records: Iterable[RecordClass] = (),
    people: Collection[str] = (),
    channels: Collection[str] | None = None,
) -> CheckResult:
    """Check a file and all that it imports.

    `load` gives the source of a path. `signatures` are what plugins supply; None where that is not to be checked.
    `records` is what their code expects of the records that it takes. `people` are all known users, groups and queues
    (`group:Agents`); where they cannot be listed there are none, and names of people are not checked. `channels` are
    those through which people can be told; None where that is not to be checked.
    """
    sources, of_reading = collect(entry, load)
    findings = list(of_reading)
    names = Names(sources)
    declarations, of_declarations = declare(sources, names)
    findings += [*names.findings, *of_declarations, *check_taken(names)]
    if signatures is not None:
        findings += check_plugins(declarations, tuple(signatures))
    findings += check_record_classes(declarations, records)
    if channels is not None:
        findings += check_channels(sources.modules.values(), channels)
    checking = _Checking(sources, names, declarations, people)
    checked = checking.run()
    findings += checking.findings + check_calendars(declarations.calendars.values())
    if sources.misread:
        findings = of_reading
    elif sources.broken:
        findings = [finding for finding in findings if not finding.code.startswith(ABSENT)]
    return CheckResult(checked, tuple(without_echoes(findings, sources.modules)))


class _Checking:
    """The passes over what stands inside declarations."""

    def __init__(self, sources: Sources, names: Names, declarations: Declarations, people: Collection[str]) -> None:
        self.sources = sources
        self.names = names
        self.declarations = declarations
        self.people = people
        self.findings: list[Diagnostic] = []
        self.predicates = dict[str, Traits]()
        self.predicate_nodes = {name: node for name, node, _ in names.all(n.Predicate)}
        self.read = set[int]()
        self.engine = Inference(
            rules=RULES,
            declarations=declarations,
            names=names,
            file=next(iter(sources.modules), ""),
            predicates=self.predicates,
            findings=self.findings,
        )

    def run(self) -> Checked:
        """Check predicates, orchestrations and scenarios."""
        order, circles = predicates_in_order(self.names)
        self.findings += circles
        check_predicates(self.engine, self.predicates, order)
        check_defaults(self.engine)
        outlines = {name: outline_of(node) for name, node, _ in self.names.all(n.Orchestration)}
        found = [self._orchestration(*outlines[name], file) for name, _, file in self.names.all(n.Orchestration)]
        misnamed = [outline.node for outline, wrong in outlines.values() if wrong]
        checked = self._checked(tuple(each for each, _ in found), self._flaws(misnamed, [flow for _, flow in found]))
        if not self.sources.misread:  # else nothing is told but what was found while reading
            self._all_behind(checked, found)
        return checked

    def _all_behind(self, checked: Checked, found: list[tuple[CheckedOrchestration, Flow]]) -> None:
        """What is found once types are known, in predicates, orchestrations and scenarios."""
        self.read = read_somewhere(self.engine.tables)
        for _, node, _ in self.names.all(n.Predicate):
            self.findings += fixed_parts(node, checked)
        for orchestration, flow in found:
            self._behind(checked, orchestration, flow)
        self.findings += endless_runs([flow for _, flow in found], checked)
        self._scenarios(checked)

    def _orchestration(self, outline: Outline, wrong: list[Diagnostic], file: str) -> tuple[CheckedOrchestration, Flow]:
        """Infer one orchestration, with the proofs that its flow of control gives."""
        before = len(self.findings)
        self.findings += wrong + check_clauses(outline.node)
        flow = flow_of(outline, certain=not any(each.code in AMBIGUOUS for each in wrong))
        proofs = _AllThere() if wrong else FlowProofs(flow, self.predicate_nodes)
        checked = check_orchestration(attrs.evolve(self.engine, file=file), outline, proofs)
        if wrong:
            self.findings[before:] = [each for each in self.findings[before:] if each.code != "O306"]
        return checked, flow

    def _flaws(self, misnamed: list[n.Orchestration], flows: list[Flow]) -> Flaws:
        wrongly = (name for flow in flows for name in set_wrongly(flow, self.engine.tables.meanings))
        return flaws_of(self.findings, misnamed, wrongly)

    def _checked(self, orchestrations: tuple[CheckedOrchestration, ...], flaws: Flaws) -> Checked:
        tables = self.engine.tables
        return Checked(
            modules=self.sources.modules,
            comments=self.sources.comments,
            misread=self.sources.misread,
            declarations=self.declarations,
            orchestrations=orchestrations,
            types=tables.types,
            wanted=tables.wanted,
            meanings=tables.meanings,
            calls=tables.calls,
            flaws=flaws,
        )

    def _behind(self, checked: Checked, orchestration: CheckedOrchestration, flow: Flow) -> None:
        """What is found in one orchestration."""
        node = orchestration.node
        scenarios = [each for each in checked.declarations.scenarios if each.orchestration.text == orchestration.name]
        self.findings += check_nobody(node) + check_business(node, scenarios) + check_times(node)
        self.findings += check_schedules(node)
        self.findings += check_rungs(node) + check_arms(node)
        for root in (node, *scenarios):
            self.findings += [*check_idle(root), *check_errors(root)]
        if self.people:
            self.findings += check_unknown(node, self.people)
        if not any(finding.code == "O201" for finding in self.findings):
            self.findings += check_unused(node, self.read)
        self.findings += check_flow(flow, checked)

    def _scenarios(self, checked: Checked) -> None:
        outlines = {each.name: each.outline for each in checked.orchestrations}
        outputs = {each.name: each.outputs for each in checked.orchestrations}
        for file, module in self.sources.modules.items():
            for scenario in module.declarations:
                if isinstance(scenario, n.Scenario):
                    check_scenario(attrs.evolve(self.engine, file=file), scenario, outlines, outputs)
