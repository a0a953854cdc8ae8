"""O601 and O602: an interactive step that nobody can do."""

from orchestra_dsl.analysis.show import show_expression
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def check_nobody(orchestration: n.Orchestration) -> list[Diagnostic]:
    """Report interactive steps without candidates, and those whose candidates are all excluded."""
    steps = [node for node in n.walk(orchestration) if isinstance(node, n.InteractiveStep)]
    return [finding for step in steps for finding in _check(step)]


def _check(step: n.InteractiveStep) -> list[Diagnostic]:
    assign = next((clause for clause in step.clauses if isinstance(clause, n.AssignTo)), None)
    if assign is None:
        same = next((clause for clause in step.clauses if isinstance(clause, n.SamePersonAs)), None)
        if same is not None:
            return _excluded_doer(step, same)
        message = f"Nobody is named who could do the step `{step.name.text}`."
        return [Diagnostic("O601", message, step.name.span, hint='Say who: `assign to group("Agents")`.')]
    if assign.otherwise is None and (
        isinstance(assign.people, n.NullLiteral)
        or (isinstance(assign.people, n.ListLiteral) and not assign.people.items)
    ):
        return [Diagnostic("O601", "The step is assigned to nobody.", assign.people.span, hint="Name somebody.")]
    return _excluded(step, assign)


def _excluded_doer(step: n.InteractiveStep, same: n.SamePersonAs) -> list[Diagnostic]:
    """The one person whom the step is for is the one who has done the other step."""
    excluded = (each for clause in step.clauses if isinstance(clause, n.Exclude) for each in clause.people)
    by = next((each for each in excluded if show_expression(each) == f"{same.step.text}.completed_by"), None)
    if by is None:
        return []
    message = f"Who has done `{same.step.text}` is to do the step, and is excluded from it."
    hint = "Leave one of the two out, or say by `assign to` who does it."
    return [Diagnostic("O602", message, same.step.span, [Label(by.span, "Excluded here.")], hint)]


def _excluded(step: n.InteractiveStep, assign: n.AssignTo) -> list[Diagnostic]:
    """Compare by what is written: the same expression names the same people."""
    excluded = [each for clause in step.clauses if isinstance(clause, n.Exclude) for each in clause.people]
    by = [next((each for each in excluded if each == candidate), None) for candidate in _candidates(assign)]
    if not by or any(each is None for each in by):
        return []
    message = "Everybody whom the step is assigned to is excluded from it."
    labels = [Label(each.span, "Excluded here.") for each in dict.fromkeys(by) if each is not None]
    hint = "Name somebody else, or add `otherwise`." if assign.otherwise is None else "Name somebody else."
    return [Diagnostic("O602", message, assign.people.span, labels, hint)]


def _candidates(assign: n.AssignTo) -> list[n.Expression]:
    """Whom the step is assigned to, each by its own expression, as far as they are written out."""
    found: list[n.Expression] = []
    for people in (assign.people, assign.otherwise):
        match people:
            case n.ListLiteral(items=items):
                found += items
            case n.Coalesce(operands=operands):
                found += operands
            case None:
                pass
            case _:
                found.append(people)
    return found
