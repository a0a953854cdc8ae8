"""`end "Outcome" with { … }`: the outputs of the run."""

from orchestra_dsl.analysis.show import listed
from orchestra_dsl.analysis.types.expectation import expect_fields
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.places.body import Body
from orchestra_dsl.graph.types import Field, Optional
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def end(body: Body, node: n.End, place: Place) -> None:
    """Check the outputs that an `end` gives."""
    t = body.t
    orchestration = body.around.outline
    fields = t.declarations.orchestrations[orchestration.name].outputs
    if node.outputs is None:
        check_no_outputs(t, orchestration.name, fields, node.span)
    elif fields:
        expect_fields(t, node.outputs, fields, place, f"The result of `{orchestration.name}`")
    else:
        t.infer(node.outputs, place)
        message = f"The orchestration `{orchestration.name}` declares no outputs."
        hint = f"Declare them: `orchestration {orchestration.name}(…) -> {{ … }}`."
        t.report("O303", message, node.outputs.span, hint)


def check_no_outputs(t: Inference, name: str, fields: tuple[Field, ...], place: Span) -> None:
    """Report an end without outputs, where some have to be given."""
    needed = [field.name for field in fields if not isinstance(field.type, Optional)]
    if needed:
        message = f"A run that ends here lacks {listed(needed)}, which `{name}` declares as its outputs."
        hint = f'Give them: `end "…" with {{ {needed[0]}: … }}`.'
        t.report("O302", message, place, hint)
