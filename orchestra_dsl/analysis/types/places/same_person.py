"""`same person as STEP`: one person has to do that step, and where nobody may have, somebody else has to be named."""

from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.types.elements import is_proven, repeats
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.diagnostics import Label
from orchestra_dsl.syntax import nodes as n


def check_same_person(t: Inference, step: n.Step, place: Place) -> None:
    """Check the clause of a step, if it has one; `place` is that of what is worked out for each instance."""
    clause = next((each for each in step.clauses if isinstance(each, n.SamePersonAs)), None)
    other = None if clause is None or t.around is None else t.around.outline.named.get(clause.step)
    if clause is None or other is None or not isinstance(other.node, n.InteractiveStep):
        return
    each = repeats(other)
    if each is not None:
        message = f"`same person as` names a step that one person does, but `{other.path}` is done for each item."
        label = Label(each.span, "There may be a person for each of these.")
        t.report(
            "O301",
            message,
            clause.step.span,
            f"Name them by `assign to map({other.path}, e => e.completed_by)`.",
            (label,),
        )
    elif other.node is step:
        _report(t, clause, other, "it is the step itself", "Name another step.")
    elif not any(isinstance(each, n.AssignTo) for each in step.clauses) and not is_proven(t, other, place.at(clause)):
        why = f"the step `{other.path}` has not completed on every way to this place"
        _report(t, clause, other, why, "Say by `assign to` who does it then.")


def _report(t: Inference, clause: n.SamePersonAs, other: NamedElement, why: str, hint: str) -> None:
    label = Label(other.node.name.span, f"The step `{other.path}` is declared here.") if other.node.name else None
    message = f"This may assign the step to nobody: {why}."
    t.report("O611", message, clause.step.span, hint, () if label is None else (label,))
