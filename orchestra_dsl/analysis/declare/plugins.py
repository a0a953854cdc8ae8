"""O7: whether plugins supply what the files declare, and as they declare it. Both ways, in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from orchestra_dsl.analysis.checked import Callee, Declarations
from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.misspelt import meant_instead
from orchestra_dsl.diagnostics import Diagnostic, did_you_mean
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.types import Choice, Field, ListOf, ObjectOf, Optional, Type, show
from orchestra_dsl.syntax import nodes as n

Kind: TypeAlias = Literal["flow", "screen", "predicate"]


def check_plugins(declarations: Declarations, signatures: Sequence[Signature]) -> list[Diagnostic]:
    """Compare the declared flows, screens and predicates with the signatures that plugins supply."""
    supplied = {(each.kind, each.name): each for each in signatures}
    findings: list[Diagnostic] = []
    kinds: tuple[tuple[Kind, Mapping[str, Callee]], ...] = (
        ("flow", declarations.flows),
        ("screen", declarations.screens),
        ("predicate", declarations.predicates),
    )
    for kind, callees in kinds:
        for name, callee in callees.items():
            signature = supplied.get((kind, name))
            if signature is not None:
                findings += _differences(kind, callee, signature)
            elif _needs_plugin(callee.node):
                findings.append(_missing(kind, callee, [each.name for each in signatures if each.kind == kind]))
    return findings


def _needs_plugin(node: n.Node) -> bool:
    """Tell whether nothing works without a plugin: a screen's form is made from types, a predicate may be in place."""
    return isinstance(node, n.Flow) or (isinstance(node, n.Predicate) and node.body is None)


def _missing(kind: Kind, callee: Callee, known: list[str]) -> Diagnostic:
    hint = did_you_mean(callee.name, known) or (
        f'Write it below `@{kind}("{callee.name}")` in a file that `plugins` in orchestra.toml names, '
        "or install the plugin that has it."
    )
    return Diagnostic("O701", f"No plugin supplies the {kind} `{callee.name}`.", callee.node.name.span, hint=hint)


def _differences(kind: Kind, callee: Callee, signature: Signature) -> Iterator[Diagnostic]:
    """Yield what differs between a declaration and the plugin's function, each at its place in the declaration."""
    node = callee.node
    if isinstance(node, n.Predicate) and node.body is not None:
        message = f"The predicate `{callee.name}` is written in place here, and a plugin supplies one of this name too."
        yield Diagnostic("O703", message, node.name.span, hint="Take one of them out, or rename it.")
        return
    places = {each.name.text: each for each in node.parameters}
    yield from _fields(f"{kind} `{callee.name}`", "parameter", node, callee.parameters, signature.parameters, places)
    if isinstance(node, n.Flow | n.Screen):
        outputs = {each.name.text: each for each in node.outputs}
        yield from _fields(f"{kind} `{callee.name}`", "output", node, callee.outputs, signature.outputs, outputs)
    if isinstance(node, n.Flow):
        yield from _writes(callee, signature)


def _writes(callee: Callee, signature: Signature) -> Iterator[Diagnostic]:
    """Yield which fields only one of the two says that the flow writes."""
    for field in callee.writes:
        if field not in signature.writes:
            message = f"The flow `{callee.name}` writes `{field}` here, but the plugin does not say so."
            hint = f'Add it in the plugin, writes=["{field}"], or take it out here.'
            yield Diagnostic("O703", message, callee.node.name.span, hint=hint)
    for field in signature.writes:
        if field not in callee.writes:
            message = f"The plugin's flow `{callee.name}` writes `{field}`, which is not declared here."
            yield Diagnostic("O703", message, callee.node.name.span, hint=f"Add `writes {field}` to the declaration.")


def _fields(
    owner: str,
    what: str,
    node: n.Flow | n.Screen | n.Predicate | n.Orchestration,
    declared: tuple[Field, ...],
    supplied: tuple[Field, ...],
    places: dict[str, n.Parameter] | dict[str, n.Field],
) -> Iterator[Diagnostic]:
    here = {field.name: field.type for field in declared}
    there = {field.name: field.type for field in supplied}
    renamed = {
        name: other
        for name, other in meant_instead(
            sorted(here.keys() - there.keys()), [each for each in there if each not in here]
        ).items()
        if _same(here[name], there[other])
    }
    for name, type_ in here.items():
        if name in renamed:
            message = f"The {what} `{name}` is called `{renamed[name]}` in the plugin's {owner}."
            yield Diagnostic("O703", message, places[name].name.span, hint="Change the one that is out of date.")
        elif name not in there:
            message = f"The {owner} has no {what} `{name}` in the plugin."
            yield Diagnostic("O703", message, places[name].name.span, hint=_listed(what, there))
        elif not _same(type_, there[name]):
            message = f"The {what} `{name}` is `{show(type_)}` here, but `{show(there[name])}` in the plugin's {owner}."
            yield Diagnostic("O703", message, places[name].type.span, hint="Change the one that is out of date.")
    for name, type_ in there.items():
        if name not in here and name not in renamed.values():
            message = f"The plugin's {owner} has the {what} `{name}: {show(type_)}`, which is not declared here."
            yield Diagnostic("O703", message, node.name.span, hint=f"Declare it: `{name}: {show(type_)}`.")


def _same(declared: Type, supplied: Type) -> bool:
    """Whether both say the same; labels, and the order of fields and of a closed set, do not matter."""
    match declared, supplied:
        case (Choice(values=left), Choice(values=right)):
            return set(left) == set(right)
        case (ListOf(item=left), ListOf(item=right)) | (Optional(item=left), Optional(item=right)):
            return _same(left, right)
        case (ObjectOf(fields=left), ObjectOf(fields=right)):
            types = {field.name: field.type for field in right}
            return types.keys() == {field.name for field in left} and all(
                _same(field.type, types[field.name]) for field in left
            )
    return declared in (supplied, UNKNOWN)


def _listed(what: str, fields: dict[str, Type]) -> str:
    if not fields:
        return f"The plugin's function has no {what}s."
    names = ", ".join(f"`{name}`" for name in fields)
    return f"The plugin's function has the {what}s {names}."
