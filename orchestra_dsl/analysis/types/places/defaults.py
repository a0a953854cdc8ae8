"""Default values of an orchestration's parameters: written out, so that they are the same for every run."""

from orchestra_dsl.analysis.constants import NotConstant, constant
from orchestra_dsl.analysis.show import quoted
from orchestra_dsl.analysis.types.expectation import expect
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.scope import Scope
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.accept import BadValue, accept
from orchestra_dsl.graph.model import Parameter
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.syntax import nodes as n


def with_defaults(t: Inference, node: n.Orchestration, fields: tuple[g.Field, ...]) -> tuple[Parameter, ...]:
    """Return the parameters of an orchestration with their defaults; report those that cannot be used."""
    pairs = zip(node.parameters, fields, strict=True)
    return tuple(Parameter(field.name, field.type, field.label, _default(t, each, field)) for each, field in pairs)


def _default(t: Inference, parameter: n.Parameter, field: g.Field) -> Stored:
    node = parameter.default
    if node is None:
        return None
    try:
        value = constant(node)
    except NotConstant as error:
        _report(t, field.name, error.node)
        return None
    before, what = len(t.findings), f"The default of `{field.name}`"
    expect(t, node, field.type, Place(node=parameter, scope=Scope(), elements=False), what)
    if len(t.findings) > before or value is None:
        return None
    try:
        return accept(field.type, value)
    except BadValue as error:
        t.report("O301", f"{what} does not fit: {error}.", node.span)
        return None


def _report(t: Inference, name: str, node: n.Node) -> None:
    message = f"The default of `{name}` has to be written out, but {quoted(node, 'this')} has to be worked out."
    hint = "Write the value itself, or give it where the orchestration is started."
    t.report("O313", message, node.span, hint)
