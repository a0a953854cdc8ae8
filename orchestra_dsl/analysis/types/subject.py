"""What a value was declared as: findings about one declaration's type, in whatever words it is read, have one cause."""

from orchestra_dsl.analysis.meanings import (
    FieldMeaning,
    LetMeaning,
    LocalMeaning,
    LoopMeaning,
    OutputMeaning,
    ParameterMeaning,
    VariableMeaning,
)
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.syntax import nodes as n


def subject_of(t: Inference, node: n.Node) -> str | None:
    """Return words for the declaration that gives a name, a field or an output its type; None for other values."""
    meaning = t.tables.meanings.get(node) if isinstance(node, n.Reference | n.Attribute) else None
    match meaning:
        case ParameterMeaning(parameter=declared) | VariableMeaning(variable=declared) | LetMeaning(formula=declared):
            return declared_as(declared)
        case LocalMeaning(declaration=place) | LoopMeaning(clause=place):
            return f"at {place.span.file} {place.span.start}"
        case FieldMeaning(field=name, record=record) if record is not None:
            return f"{record_owner(record)}.{name}"
        case OutputMeaning(step=step, field=name):
            return f"{step_owner(step)}.{name}"
        case _:
            return None


def record_owner(name: str) -> str:
    """Return the words for what declares the fields of a record."""
    return f"record {name}"


def callee_owner(name: str) -> str:
    """Return the words for what declares the outputs of a flow, a screen or an orchestration."""
    return f"outputs of {name}"


def step_owner(step: NamedElement) -> str:
    """Return the words for what declares the outputs of a step."""
    node = step.node
    return callee_owner(
        node.call.function.text if isinstance(node, n.BackgroundStep | n.InteractiveStep) else step.path
    )


def declared_as(node: n.Parameter | n.Var | n.Let) -> str:
    """Return the words for a parameter, a variable or a formula."""
    return f"at {node.span.file} {node.span.start}"


def only_subject(t: Inference, *nodes: n.Node) -> str | None:
    """Return the declaration that the operands of an operator are about, where it is one."""
    found = {subject for node in nodes if (subject := subject_of(t, node)) is not None}
    return found.pop() if len(found) == 1 else None
