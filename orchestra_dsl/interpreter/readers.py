"""Who reads what: the static side of waiting. A change wakes only the conditions that name what has changed.

What a condition reads is what its text names, formulas and predicates written in place included, whether or not
`and` and `or` come to it.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import Background, Interactive, Stage
from orchestra_dsl.graph.model import Graph


class Reads(Struct, frozen=True):
    """What an expression names: outputs of steps, variables, and whether anything else that may change.

    `words` holds `visited` and `error` where it asks for outcomes taken or for the last error.
    """

    outputs: frozenset[int]
    variables: frozenset[int]
    words: frozenset[str]
    volatile: bool


class Readers:
    """The answers for one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._reads: dict[int, Reads] = {}
        outputs: dict[int, list[int]] = defaultdict(list)
        variables: dict[int, list[int]] = defaultdict(list)
        words: dict[str, list[int]] = defaultdict(list)
        joined: set[int] = set()
        for index, element in enumerate(graph.elements):
            for condition in waiting_conditions(element):
                reads = self.of(condition)
                for step in reads.outputs:
                    outputs[step].append(index)
                for variable in reads.variables:
                    variables[variable].append(index)
                for word in reads.words:
                    words[word].append(index)
            if isinstance(element, Stage) and element.finish is not None:
                joined.update(element.finish.elements)
        self.outputs = {step: tuple(dict.fromkeys(readers)) for step, readers in outputs.items()}
        self.variables = {variable: tuple(dict.fromkeys(readers)) for variable, readers in variables.items()}
        self.words = {word: tuple(dict.fromkeys(readers)) for word, readers in words.items()}
        self.statuses = frozenset(joined | set(outputs))

    def of(self, condition: ex.Expression) -> Reads:
        """What the condition reads."""
        found = self._reads.get(id(condition))
        if found is None:
            found = self._reads[id(condition)] = _collect(condition, self._graph)
        return found


def find_readers(graph: Graph) -> Readers:
    """Look through all waiting conditions of the graph."""
    return Readers(graph)


def waiting_conditions(element: Any) -> Iterator[ex.Expression]:
    """The conditions that an element may have to wait for."""
    if isinstance(element, Stage | Background | Interactive):
        yield from (each for each in (element.start_when, element.finish_when) if each is not None)


def _collect(condition: ex.Expression, graph: Graph) -> Reads:
    outputs: set[int] = set()
    variables: set[int] = set()
    words: set[str] = set()
    volatile = False
    seen: set[int] = set()
    rest: list[Any] = [condition]
    while rest:
        node = rest.pop()
        match node:
            case ex.Output(element=step) | ex.Outputs(element=step):
                outputs.add(step)
            case ex.Variable(index=index):
                variables.add(index)
                volatile = True
            case ex.Visited():
                words.add("visited")
                volatile = True
            case ex.RunFact(fact="error"):
                words.add("error")
                volatile = True
            case ex.Now() | ex.Ask():
                volatile = True
            case ex.Get(record=record) if record is not None and node.field != "id":
                volatile = True
            case ex.Call(function=function) if function in OUTSIDE:
                volatile = True
            case ex.Let(index=index) if id(graph.lets[index]) not in seen:
                seen.add(id(graph.lets[index]))
                rest.append(graph.lets[index].formula)
            case ex.Apply(predicate=index) if id(graph.inline[index]) not in seen:
                seen.add(id(graph.inline[index]))
                rest.append(graph.inline[index].body)
            case _:
                pass
        rest.extend(_children(node))
    return Reads(frozenset(outputs), frozenset(variables), frozenset(words), volatile)


OUTSIDE = frozenset({"manager", "members", "find"})
"""The functions of the library whose answer comes from outside the run and may change."""


def _children(node: Any) -> Iterator[Any]:
    """The expressions directly inside a node."""
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if isinstance(value, ex.Node):
            yield value
        elif isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, ex.Node))
