"""O609: steps that are assigned to somebody whom the project does not know."""

from collections.abc import Collection, Iterator

import attrs

from orchestra_dsl.analysis.misspelt import misspelt_text
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax import nodes as n

_HINT = "Correct the name, or add it to the project's people."
_KINDS = ("user", "group", "queue")


def check_unknown(orchestration: n.Orchestration, people: Collection[str]) -> Iterator[Diagnostic]:
    """Report names in `assign to` and `reassign to` that none of the known `people` has.

    Each of those is written as `group:Agents`.
    """
    for clause in n.walk(orchestration):
        if isinstance(clause, n.AssignTo | n.ReassignRung):
            for node in n.walk(clause):
                if isinstance(node, n.Call) and node.function.text in _KINDS:
                    yield from _check(node, people)


def _check(call: n.Call, people: Collection[str]) -> Iterator[Diagnostic]:
    """Look at a call such as `group("Agents")`; a name that is worked out in a run is not known here."""
    kind, given = call.function.text, call.arguments[0].value if len(call.arguments) == 1 else None
    if not isinstance(given, n.TextLiteral) or f"{kind}:{given.value}" in people:
        return
    others = [each for each in _KINDS if f"{each}:{given.value}" in people]
    who = "active user" if kind == "user" else kind
    message = f'The project knows no {who} "{given.value}", so nobody gets the work item by this name.'
    if others:
        hint = f'There is a {others[0]} of this name: `{others[0]}("{given.value}")`.'
        yield Diagnostic("O609", message, call.span, hint=hint)
        return
    known = sorted(each.removeprefix(f"{kind}:") for each in people if each.startswith(f"{kind}:"))
    finding = misspelt_text("O609", message, given.span, given.value, known)
    yield finding if finding.hint else attrs.evolve(finding, hint=_HINT)
