"""What a stage, a parallel or a loop says about how it ends."""

from orchestra_dsl.syntax import nodes as n


def waits_for_all(clauses: tuple[n.Node, ...]) -> bool:
    """Tell whether a stage or a parallel finishes only when everything in it has."""
    return all(isinstance(clause.join, n.AllOf) for clause in clauses if isinstance(clause, n.FinishWhen))


def continues(clauses: tuple[n.Node, ...]) -> bool:
    """Tell whether it may leave open what has not finished by then."""
    return any(isinstance(clause, n.Rest) and clause.continues for clause in clauses)


def goes_on_for_ever(loop: n.Repeat) -> bool:
    """Tell whether a loop is left only from its inside, by a jump, an end or an error: `repeat while true`."""
    return isinstance(loop.condition, n.BooleanLiteral) and loop.condition.value
