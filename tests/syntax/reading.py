"""What the tests of the syntax say often: read a text, and show a tree in one line."""

import json
from typing import TypeVar

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.nodes import (
    BooleanLiteral,
    DecimalLiteral,
    IntegerLiteral,
    Module,
    Name,
    NamedType,
    Node,
    NullLiteral,
    Orchestration,
    Path,
    Record,
    Reference,
    Scenario,
    Stage,
    TextLiteral,
    field_names,
)
from orchestra_dsl.syntax.parser import ParseResult, parse

_D = TypeVar("_D", bound=Node)


def read(text: str) -> ParseResult:
    """Read a text as the file `a.orch`."""
    return parse(SourceFile("a.orch", text))


def tree(text: str) -> Module:
    """Read a text that is right."""
    result = read(text)
    assert result.findings == ()
    return result.tree


def findings(text: str) -> tuple[Diagnostic, ...]:
    """Read a text that is wrong."""
    return read(text).findings


def placed(text: str) -> list[str]:
    """Read a wrong text; return the findings as `line:column code message`."""
    source = SourceFile("a.orch", text)
    shown = []
    for finding in parse(source).findings:
        position = source.position(finding.span.start)
        shown.append(f"{position.line}:{position.column} {finding.code} {finding.message}")
    return shown


def declaration(text: str) -> str:
    """Show the one declaration of a text."""
    (only,) = tree(text).declarations
    return show(only)


def orchestration(text: str) -> str:
    """Show the clauses and elements that a text is in an orchestration."""
    node = _only(f"orchestration o() {{ {text} }}", Orchestration)
    return show((*node.clauses, *node.elements))[1:-1]


def stage(text: str) -> str:
    """Show the clauses and steps that a text is in a stage."""
    (node,) = _only(f"orchestration o() {{ stage s {{ {text} }} }}", Orchestration).elements
    assert isinstance(node, Stage)
    return show((*node.clauses, *node.steps))[1:-1]


def step(text: str) -> str:
    """Show the clauses that a text is in a step."""
    (node,) = _only(f"orchestration o() {{ stage s {{ interactive i = f() {{ {text} }} }} }}", Orchestration).elements
    assert isinstance(node, Stage)
    return show(node.steps[0].clauses)[1:-1]


def scenario(text: str) -> str:
    """Show the lines that a text is in a scenario."""
    return show(_only(f'scenario "t" of o {{ {text} }}', Scenario).lines)[1:-1]


def expression(text: str) -> str:
    """Show an expression."""
    return orchestration(f"log {text}").removeprefix("Log(message=").removesuffix(")")


def type_(text: str) -> str:
    """Show a type."""
    return show(_only(f"record R {{ a: {text} }}", Record).fields[0].type)


def _only(text: str, kind: type[_D]) -> _D:
    (node,) = tree(text).declarations
    assert isinstance(node, kind)
    return node


def show(value: object) -> str:
    """Write a tree in one line; what is missing, empty or false is left out."""
    match value:
        case Name() | TextLiteral() | IntegerLiteral() | DecimalLiteral() | BooleanLiteral():
            return _leaf(value)
        case NullLiteral():
            return "null"
        case Path():
            return value.text
        case Reference():
            return value.name
        case NamedType():
            return value.name.text
        case Node():
            fields = ((name, getattr(value, name)) for name in field_names(type(value)))
            shown = [f"{name}={show(field)}" for name, field in fields if not _absent(field)]
            return f"{type(value).__name__}({', '.join(shown)})"
        case tuple():
            return f"[{', '.join(map(show, value))}]"
        case _:
            return str(value)


def _absent(field: object) -> bool:
    return field is None or field is False or field == ()


def _leaf(value: Name | TextLiteral | IntegerLiteral | DecimalLiteral | BooleanLiteral) -> str:
    if isinstance(value, Name):
        return value.text
    if isinstance(value, BooleanLiteral):
        return str(value.value).lower()
    return json.dumps(value.value, ensure_ascii=False) if isinstance(value, TextLiteral) else str(value.value)
