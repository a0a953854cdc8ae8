"""O407 and O412: conditions that are waited for although nothing that they read can change in the meantime."""

from collections.abc import Iterator

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.analysis.flow.words import called, head, sentence
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def never_comes_true(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report what would wait for ever, unless the condition holds at once."""
    steady = Steady(flow, checked, Beside(flow))
    for at, point in enumerate(flow.points):
        if point.kind != "element" or point.node is None or at not in flow.reached:
            continue
        for condition, code in _waited_for(point.node):
            if not steady.may_change(condition, at):
                yield _finding(point.node, condition, code)


def _waited_for(element: n.Node) -> Iterator[tuple[n.Expression, str]]:
    """The conditions without which nothing goes on, each with the code of its finding."""
    match element:
        case n.Stage(clauses=clauses) | n.Parallel(clauses=clauses):
            for clause in clauses:
                match clause:
                    case n.FinishWhen(join=join) if isinstance(join, n.Expression):
                        yield join, "O407"
                    case n.StartWhen(condition=condition, limit=None):
                        yield condition, "O412"
        case n.WaitUntil(condition=condition, limit=None):
            yield condition, "O412"
        case n.Await(arms=(n.ConditionArm(condition=condition),)):
            yield condition, "O412"


def _finding(element: n.Node, condition: n.Expression, code: str) -> Diagnostic:
    name = called(element)
    if code == "O407":
        message = f"{sentence(name)} waits for this to finish, but nothing changes what it reads while {name} is open."
        hint = "Read something that comes about in it, a record or a time; without `finish when` it finishes when all "
        hint += "in it has."
    else:
        message = f"{sentence(name)} waits for this, but nothing changes what it reads in the meantime."
        hint = "Read something that changes, such as a record or a time; or ask it in a `decide`."
    return Diagnostic(code, message, condition.span, [Label(head(element), "This would stay open for ever.")], hint)
