"""How deep an expression of a graph may be: as deep as Python can compile its function, with room to spare."""

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.visit import inner

DEEPEST = 80
"""Python's compiler takes 200 brackets within each other; a node of an expression becomes two of them at most."""


def is_too_deep(expression: ex.Expression) -> bool:
    """Tell whether more than `DEEPEST` nodes are nested in each other."""
    rest: list[tuple[object, int]] = [(expression, 0)]
    while rest:
        part, depth = rest.pop()
        depth += isinstance(part, ex.Node)
        if depth > DEEPEST:
            return True
        if isinstance(part, ex.Node | tuple):
            rest.extend((each, depth) for each in inner(part))
    return False
