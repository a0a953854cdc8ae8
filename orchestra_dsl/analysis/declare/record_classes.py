"""O706: whether the classes by which plugins read records, or bring them, name the fields that the files declare."""

from collections.abc import Iterable, Iterator

from orchestra_dsl.analysis.checked import Declarations
from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.show import listed
from orchestra_dsl.diagnostics import Diagnostic, did_you_mean
from orchestra_dsl.graph.model import RecordClass
from orchestra_dsl.graph.relations import fits
from orchestra_dsl.graph.types import TEXT, Type, show


def check_record_classes(declarations: Declarations, classes: Iterable[RecordClass]) -> list[Diagnostic]:
    """Compare what the plugins' functions expect of records with their declarations; each class once.

    A class may name fewer fields than the record has. One that is only used by what no file declares plays no part.
    What a record is has to fit into the classes of those who read it; what a record source brings, into the record.
    """
    callees = {
        "flow": declarations.flows,
        "screen": declarations.screens,
        "predicate": declarations.predicates,
    }
    seen = set()
    findings: list[Diagnostic] = []
    for each in classes:
        key = (each.record, each.name, each.fields, each.kind == "source")
        used = each.kind == "source" or each.callee in callees[each.kind]
        if used and each.record in declarations.records and key not in seen:
            seen.add(key)
            findings += _differences(declarations, each)
    return findings


def _differences(declarations: Declarations, class_: RecordClass) -> Iterator[Diagnostic]:
    node = declarations.record_nodes[class_.record]
    types: dict[str, Type] = {"id": TEXT}
    types |= {field.name: field.type for field in declarations.records[class_.record].fields}
    places = {field.name.text: field.type.span for field in node.fields}
    brings = class_.kind == "source"
    kind = "record source" if brings else class_.kind
    reader = f"the class `{class_.name}` of the plugin's {kind} `{class_.callee}`"
    for field in class_.fields:
        declared = types.get(field.name)
        if declared is None:
            message = f"The record `{class_.record}` has no field `{field.name}`, which {reader} names."
            hint = did_you_mean(field.name, types) or f"Its fields are {listed(types)}."
            yield Diagnostic("O706", message, node.name.span, hint=hint)
        elif declared != UNKNOWN and not (fits(field.type, declared) if brings else fits(declared, field.type)):
            does = "brings" if brings else "expects"
            message = f"The field `{field.name}` is `{show(declared)}` here, but {reader} {does} `{show(field.type)}`."
            span = places.get(field.name, node.name.span)
            yield Diagnostic("O706", message, span, hint="Change the one that is out of date.")
