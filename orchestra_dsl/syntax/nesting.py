"""How deep expressions, types and blocks may be nested: so that no later pass meets a recursion limit."""

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax.nodes import Block, Declaration, Expression, Node, Type, children

DEEPEST = 64
NESTED = "Give the inner parts names of their own, for example with `let`."


def too_deep(declarations: tuple[Declaration, ...]) -> tuple[tuple[Declaration, ...], list[Diagnostic]]:
    """Return the declarations that are not nested too deeply, and a finding for each of the others."""
    kept: list[Declaration] = []
    findings: list[Diagnostic] = []
    for declaration in declarations:
        deep = _first_too_deep(declaration)
        if deep is None:
            kept.append(declaration)
            continue
        message = f"More than {DEEPEST} parts are nested in each other here."
        findings.append(Diagnostic("O003", message, deep.span, hint=NESTED))
    return tuple(kept), findings


def _first_too_deep(root: Node) -> Node | None:
    waiting: list[tuple[Node, int]] = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, Expression | Type | Block):
            depth += 1
        if depth > DEEPEST:
            return node
        waiting.extend((child, depth) for child in children(node))
    return None
