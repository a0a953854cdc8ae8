"""Who reads what: the static side of waiting. A change wakes only the conditions that name what has changed.

What a condition reads is what its text names, formulas and predicates written in place included, whether or not
`and` and `or` come to it.
"""

from collections import defaultdict

from msgspec import Struct

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.conditions import waiting_conditions
from orchestra_dsl.graph.elements import Stage
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.visit import nodes_of


class Reads(Struct, frozen=True):
    """What an expression names: outputs of steps, variables, and whether anything else that may change.

    `states` are the stages and steps whose status it asks for, `words` holds `visited` and `error` where it asks for
    outcomes taken or for the last error.
    """

    outputs: frozenset[int]
    variables: frozenset[int]
    states: frozenset[int]
    words: frozenset[str]
    volatile: bool


class Readers:
    """The answers for one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._reads: dict[int, Reads] = {}
        outputs: dict[int, list[int]] = defaultdict(list)
        variables: dict[int, list[int]] = defaultdict(list)
        states: dict[int, list[int]] = defaultdict(list)
        words: dict[str, list[int]] = defaultdict(list)
        joined: set[int] = set()
        for index, element in enumerate(graph.elements):
            for condition in waiting_conditions(element):
                reads = self.of(condition)
                for step in reads.outputs:
                    outputs[step].append(index)
                for variable in reads.variables:
                    variables[variable].append(index)
                for asked in reads.states:
                    states[asked].append(index)
                for word in reads.words:
                    words[word].append(index)
            if isinstance(element, Stage) and element.finish is not None:
                joined.update(element.finish.elements)
        self.outputs = {step: tuple(dict.fromkeys(readers)) for step, readers in outputs.items()}
        self.variables = {variable: tuple(dict.fromkeys(readers)) for variable, readers in variables.items()}
        self.states = {asked: tuple(dict.fromkeys(readers)) for asked, readers in states.items()}
        self.words = {word: tuple(dict.fromkeys(readers)) for word, readers in words.items()}
        self.statuses = frozenset(joined | set(outputs) | set(states))

    def of(self, condition: ex.Expression) -> Reads:
        """What the condition reads."""
        found = self._reads.get(id(condition))
        if found is None:
            found = self._reads[id(condition)] = _collect(condition, self._graph)
        return found


def _collect(condition: ex.Expression, graph: Graph) -> Reads:
    nodes = list(nodes_of(graph, (condition,)))
    return Reads(
        outputs=frozenset(each.element for each in nodes if isinstance(each, ex.Output | ex.Outputs)),
        variables=frozenset(each.index for each in nodes if isinstance(each, ex.Variable)),
        states=frozenset(each.element for each in nodes if isinstance(each, ex.StatusOf)),
        words=frozenset(word for each in nodes if (word := _word(each)) is not None),
        volatile=any(map(_is_volatile, nodes)),
    )


def _word(node: ex.Node) -> str | None:
    match node:
        case ex.Visited():
            return "visited"
        case ex.RunFact(fact="error"):
            return "error"
    return None


def _is_volatile(node: ex.Node) -> bool:
    """Whether what the node reads may always change; only outputs of steps become final (rule 7)."""
    match node:
        case ex.Variable() | ex.Now() | ex.Ask() | ex.Visited() | ex.RunFact(fact="error"):
            return True
        case ex.Get(record=record, field=field):
            return record is not None and field != "id"
        case ex.Call(function=function):
            return function in OUTSIDE
    return False


OUTSIDE = frozenset({"manager", "members", "find"})
"""The functions of the library whose answer comes from outside the run and may change."""
