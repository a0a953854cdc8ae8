"""O609: names of people whom the project does not know, wherever an orchestration names people."""

from collections.abc import Collection, Iterator

import attrs

from orchestra_dsl.analysis.misspelt import misspelt_text
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax import nodes as n

_HINT = "Correct the name, or add it to the project's people."
_KINDS = ("user", "group", "queue")


def check_unknown(orchestration: n.Orchestration, people: Collection[str]) -> Iterator[Diagnostic]:
    """Report names that none of the known `people` has, each of which is written as `group:Agents`."""
    for clause in n.walk(orchestration):
        follows = _follows(clause)
        if follows is not None:
            for node in n.walk(clause):
                if isinstance(node, n.Call) and node.function.text in _KINDS:
                    yield from _check(node, people, follows)


def _follows(clause: n.Node) -> str | None:
    """What follows from an unknown name in a clause that names people."""
    match clause:
        case n.AssignTo() | n.ReassignRung():
            return "nobody gets the work item"
        case n.MayDelegate():
            return "nobody is given the work item"
        case n.Exclude():
            return "nobody is excluded"
        case n.Notify() | n.NotifyRung():
            return "nobody is told"
        case n.Allow(act=act):
            return f"nobody is allowed to {act}"
    return None


def _check(call: n.Call, people: Collection[str], follows: str) -> Iterator[Diagnostic]:
    """Look at a call such as `group("Agents")`; a name that is worked out in a run is not known here."""
    kind, given = call.function.text, call.arguments[0].value if len(call.arguments) == 1 else None
    if not isinstance(given, n.TextLiteral) or f"{kind}:{given.value}" in people:
        return
    others = [each for each in _KINDS if f"{each}:{given.value}" in people]
    who = "active user" if kind == "user" else kind
    message = f'The project knows no {who} "{given.value}", so {follows} by this name.'
    if others:
        hint = f'There is a {others[0]} of this name: `{others[0]}("{given.value}")`.'
        yield Diagnostic("O609", message, call.span, hint=hint)
        return
    known = sorted(each.removeprefix(f"{kind}:") for each in people if each.startswith(f"{kind}:"))
    finding = misspelt_text("O609", message, given.span, given.value, known)
    yield finding if finding.hint else attrs.evolve(finding, hint=_HINT)
