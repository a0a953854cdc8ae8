"""From a source to a package of graphs: the one file that lists the passes in order.

1. load, parse and check (analysis/check.py): trees, names, types, findings
2. what is not run yet (support/check.py): O009
3. lay out (layout.py): indices, names, where control goes
4. lower (lower/): elements and expressions
5. finish (finish/): who reads what, what is forgotten, which records are needed
6. note the origins (origins.py): places and texts, outside the hash
7. lower the scenarios (lower/scenarios/)
8. put findings about one thing together (analysis/echoes/together.py)
"""

from collections.abc import Collection, Iterable, Mapping

import attrs

from orchestra_dsl.analysis.check import check
from orchestra_dsl.analysis.checked import Checked, Declarations
from orchestra_dsl.analysis.echoes.together import together
from orchestra_dsl.analysis.imports import Load
from orchestra_dsl.compile.graph import make_graph
from orchestra_dsl.compile.lower.scenarios.scenario import make_scenario
from orchestra_dsl.compile.support.check import unsupported
from orchestra_dsl.diagnostics import Diagnostic, Severity
from orchestra_dsl.graph.model import FORMAT, Compiled, EventType, Package, RecordClass, Signature
from orchestra_dsl.graph.scenario import Scenario
from orchestra_dsl.source import SourceFile


@attrs.frozen(kw_only=True)
class CompileResult:
    """What compiling a source has led to.

    `package` holds every orchestration and scenario of the source and of the files that it imports; it is missing
    where a finding is an error. `sources` are the files that were read, by the names that spans call them. `checked` is
    what the graphs were made from.
    """

    package: Package | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]
    checked: Checked


def compile_source(
    entry: str,
    load: Load,
    signatures: Iterable[Signature] | None = None,
    records: Iterable[RecordClass] = (),
    people: Collection[str] = (),
    channels: Collection[str] | None = None,
) -> CompileResult:
    """Compile a file and what it imports.

    `load` gives the text of a path. `signatures` are what the installed plugins supply; without them the source's own
    declarations are taken at their word. `records` is what the plugins' code expects of the records that it takes,
    `people` all users, groups and queues, where they can be listed, `channels` those through which people can be told.
    """
    sources: dict[str, SourceFile] = {}

    def remember(path: str) -> SourceFile:
        source = load(path)
        sources[source.name] = source
        return source

    checked, found = check(entry, remember, signatures, records, people, channels)
    findings = [*found, *(finding for module in checked.modules.values() for finding in unsupported(module))]
    made = () if _has_errors(findings) else [make_graph(checked, each, sources) for each in checked.orchestrations]
    scenarios = () if _has_errors(findings) else checked.declarations.scenarios
    tested = [make_scenario(checked, each, sources) for each in scenarios]
    findings += [finding for each in (*made, *tested) for finding in each.findings]
    compiled = [each.compiled for each in made if each.compiled]
    played = tuple(each.scenario for each in tested)
    package = None if _has_errors(findings) else _package(checked.declarations, compiled, played)
    shown = tuple(together(findings, checked.modules))
    return CompileResult(package=package, diagnostics=shown, sources=sources, checked=checked)


def _package(declarations: Declarations, compiled: Iterable[Compiled], scenarios: tuple[Scenario, ...]) -> Package:
    return Package(
        FORMAT,
        tuple(sorted(compiled, key=lambda each: each.graph.name)),
        tuple(sorted(declarations.records.values(), key=lambda record: record.name)),
        scenarios,
        tuple(EventType(*each) for each in sorted(declarations.events.items())),
    )


def _has_errors(findings: Iterable[Diagnostic]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
