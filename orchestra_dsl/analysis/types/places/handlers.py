"""`on error … as e`, of a step, a stage or the orchestration."""

from orchestra_dsl.analysis.meanings import ErrorMeaning
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.places.body import Body
from orchestra_dsl.analysis.types.rules.attributes import ERROR
from orchestra_dsl.analysis.types.scope import Bound, Scope
from orchestra_dsl.syntax import nodes as n


def handler(body: Body, node: n.OnError, place: Place) -> None:
    """Go through what a handler does; it sees the error by the name after `as`."""
    scope = Scope(place.scope)
    if node.binding is not None:
        body.declare(scope, Bound(node.binding, ErrorMeaning(node), ERROR, "name"), place)
    body.then(node.then, place.at(node).inside(scope))
