"""`writes case.status`: which fields of which records calling a flow changes."""

from collections.abc import Mapping

from orchestra_dsl.analysis.declare.names import Names
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph.model import Record
from orchestra_dsl.syntax import nodes as n


def read_writes(
    flow: n.Flow, records: Mapping[str, Record], names: Names, file: str, findings: list[Diagnostic]
) -> tuple[str, ...]:
    """Return what a flow writes, each as `Case.status`; what names no field of a record becomes a finding."""
    written = []
    for path in flow.writes:
        record = _record(flow, path.names[0].text, names, file)
        if record is None or len(path.names) != 2:  # noqa: PLR2004 - a record and a field
            message = f"`{path.text}` is not a field of a record."
            hint = "After `writes` stands the name of a record or of a parameter, a dot and a field: `Case.status`."
            findings.append(Diagnostic("O311", message, path.span, hint=hint))
            continue
        field = path.names[1]
        known = [each.name for each in records[record].fields]
        if field.text in known:
            written.append(f"{record}.{field.text}")
        else:
            message = f"The record `{record}` has no field `{field.text}`."
            findings.append(misspelt("O205", message, field.span, field.text, known))
    return tuple(dict.fromkeys(written))


def _record(flow: n.Flow, name: str, names: Names, file: str) -> str | None:
    """Return the record that the first name means: its own name, or that of a parameter which is one."""
    for parameter in flow.parameters:
        if parameter.name.text == name and isinstance(parameter.type, n.NamedType):
            name = parameter.type.name.text
            break
    return name if names.find("record", name, file) is not None else None
