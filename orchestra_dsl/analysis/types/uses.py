"""What may stand where: a plugin's predicate, and `now` behind a name."""

from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.analysis.types.traits import Traits
from orchestra_dsl.syntax import nodes as n


def check_traits(t: Inference, node: n.Node, traits: Traits, place: Place, what: str) -> None:
    """Report a formula or a predicate that does what its place does not allow; `what` is how messages call it."""
    if traits.asks and place.use in (Use.TRIGGER, Use.VALUE):
        if place.use is Use.TRIGGER:
            message = f"{what} asks a plugin, which `start … when` may not: it is asked at every write."
        else:
            message = f"{what} asks a plugin, which takes time: only a condition of an element can wait for the answer."
        t.report("O308", message, node.span, "Ask it in a condition such as `start when`, `only if` or an outcome.")
    if traits.free_now and place.use is Use.WAITING:
        message = f"{what} reads `now` other than to compare it, which a condition that waits may not."
        t.report("O309", message, node.span, "Compare `now` with an expression: then it is a timer.")
