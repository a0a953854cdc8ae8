"""Names that are declared and never read: formulas, variables, loop names and names after `as`."""

from collections.abc import Container, Iterator

from orchestra_dsl.analysis.meanings import ErrorMeaning, EventMeaning, LetMeaning, LoopMeaning, VariableMeaning
from orchestra_dsl.analysis.types.tables import Tables
from orchestra_dsl.diagnostics import Diagnostic, Edit, Fix
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def check_unused(orchestration: n.Orchestration, read: Container[int]) -> list[Diagnostic]:
    """Report what an orchestration declares and never reads; a name that begins with `_` says that it is not read."""
    return [
        _finding(word, name, node)
        for node in n.walk(orchestration)
        for word, name in _declared(node)
        if id(node) not in read and not name.text.startswith("_")
    ]


def read_somewhere(tables: Tables) -> set[int]:
    """Return the identities of the nodes that declare what some expression reads, in whichever orchestration."""
    found: set[int] = set()
    for node, meaning in tables.meanings:
        if not isinstance(node, n.Reference):
            continue
        match meaning:
            case LetMeaning(formula=declared) | VariableMeaning(variable=declared):
                found.add(id(declared))
            case LoopMeaning(clause=declared) | ErrorMeaning(handler=declared) | EventMeaning(binding=declared):
                found.add(id(declared))
            case _:
                pass
    return found


def _declared(node: n.Node) -> Iterator[tuple[str, n.Name]]:
    match node:
        case n.Let(name=name):
            yield "formula", name
        case n.Var(name=name):
            yield "variable", name
        case n.ForEach(name=name):
            yield "loop name", name
        case n.OnError(binding=n.Name() as name) | n.EventArm(binding=name) | n.StartOnEvent(binding=name):
            yield "name", name
        case _:
            pass


def _finding(word: str, name: n.Name, node: n.Node) -> Diagnostic:
    hints = {
        n.Let: "Remove it, or use it.",
        n.Var: "Remove it with its `set`s, or read it somewhere.",
    }
    hint = hints.get(type(node), f"Call it `_{name.text}` to say that it is not needed.")
    return Diagnostic("O209", f"The {word} `{name.text}` is never read.", name.span, hint=hint, fix=_fix(node, name))


def _fix(node: n.Node, name: n.Name) -> Fix | None:
    if isinstance(node, n.Let):
        return Fix(f"Remove `{name.text}`", [Edit(node.span, "")])
    if isinstance(node, n.Var):
        return None
    return Fix(f"Rename it to `_{name.text}`", [Edit(Span(name.span.start, name.span.start, name.span.file), "_")])
