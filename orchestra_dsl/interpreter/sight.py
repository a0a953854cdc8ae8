"""What has to be watched to know who may look at the runs of an orchestration: `allow view` and `allow administer`."""

from msgspec import Struct

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.visit import nodes_of

_MOVING = (ex.Variable, ex.Output, ex.Outputs, ex.Binding, ex.Visited, ex.StatusOf)
_OF_DIRECTORY = ("manager", "members")


class Sight(Struct, frozen=True):
    """`open`: everybody may look. `moves`: the run's own events can change who may.

    `asked`: it cannot be told in advance, because the time or an answer of the directory decides. That somebody's
    manager is named, or the members of a group, needs no answer: it is kept in these words.
    """

    open: bool
    moves: bool = False
    asked: bool = False


def sight_of(graph: Graph) -> Sight:
    """What decides on who may look at the runs of this graph."""
    if all(each.act != "view" for each in graph.grants):
        return Sight(open=True)
    people = tuple(each.people for each in graph.grants if each.act in ("view", "administer"))
    if not all(_is_told(graph, each) for each in people):
        return Sight(open=False, asked=True)
    return Sight(open=False, moves=any(map(_is_moving, nodes_of(graph, people))))


def _is_moving(node: ex.Node) -> bool:
    return isinstance(node, _MOVING) or (isinstance(node, ex.RunFact) and node.fact == "error")


def _is_told(graph: Graph, people: ex.Expression) -> bool:
    """Whether the directory's answers, if any, are whom the expression names, and no part of how it chooses."""
    rest, choosing = [people], list[ex.Expression]()
    while rest:
        match rest.pop():
            case ex.MakeList(items=items):
                rest += items
            case ex.If(condition=condition, positive=positive, negative=negative):
                choosing.append(condition)
                rest += (positive, negative)
            case ex.Coalesce(terms=terms):
                choosing += terms[:-1]
                rest.append(terms[-1])
            case ex.Call(function=function, arguments=arguments) if function in _OF_DIRECTORY:
                choosing += arguments
            case part:
                choosing.append(part)
    return all(_is_plain(graph, each) for each in choosing)


def _is_plain(graph: Graph, part: ex.Expression) -> bool:
    """Whether nothing in it asks what time it is, or the directory, or a plugin."""
    return not any(map(_is_asking, nodes_of(graph, (part,))))


def _is_asking(node: ex.Node) -> bool:
    match node:
        case ex.Now() | ex.Ask() | ex.Arithmetic(kind="business"):
            return True
        case ex.Call(function=function):
            return function in _OF_DIRECTORY
    return False
