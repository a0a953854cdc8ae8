"""Declarations with their types: what records hold, and what callables take and give."""

from collections.abc import Mapping

from orchestra_dsl.analysis.checked import Callee, Declarations
from orchestra_dsl.analysis.declare.names import Names
from orchestra_dsl.analysis.declare.types import TypeReader
from orchestra_dsl.analysis.declare.writes import read_writes
from orchestra_dsl.analysis.imports import Sources
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph.model import Record
from orchestra_dsl.syntax import nodes as n


def declare(sources: Sources, names: Names) -> tuple[Declarations, list[Diagnostic]]:
    """Read the types of all declarations."""
    findings: list[Diagnostic] = []
    readers = {file: TypeReader(names, file, findings) for file in sources.modules}
    records = {name: Record(name, readers[file].fields(node.fields)) for name, node, file in names.all(n.Record)}
    flows = {}
    for name, node, file in names.all(n.Flow):
        writes = read_writes(node, records, names, file, findings)
        flows[name] = _callee(name, node, readers[file], node.outputs, writes)
    screens = {name: _callee(name, node, readers[file], node.outputs) for name, node, file in names.all(n.Screen)}
    predicates = {name: _callee(name, node, readers[file]) for name, node, file in names.all(n.Predicate)}
    orchestrations = {
        name: _callee(name, node, readers[file], node.outputs) for name, node, file in names.all(n.Orchestration)
    }
    declarations = Declarations(
        records=records,
        record_nodes={name: node for name, node, _ in names.all(n.Record)},
        flows=flows,
        screens=screens,
        predicates=predicates,
        orchestrations=orchestrations,
        events={name: readers[file].fields(node.fields) for name, node, file in names.all(n.Event)},
        calendars={name: node for name, node, _ in names.all(n.Calendar)},
        scenarios=_scenarios(sources.modules),
    )
    return declarations, findings


def _callee(
    name: str,
    node: n.Flow | n.Screen | n.Predicate | n.Orchestration,
    reader: TypeReader,
    outputs: tuple[n.Field, ...] = (),
    writes: tuple[str, ...] = (),
) -> Callee:
    return Callee(
        name=name,
        node=node,
        parameters=reader.parameters(node.parameters),
        outputs=reader.fields(outputs),
        writes=writes,
    )


def _scenarios(modules: Mapping[str, n.Module]) -> tuple[n.Scenario, ...]:
    return tuple(node for module in modules.values() for node in module.declarations if isinstance(node, n.Scenario))
