"""Who reads what: the static side of waiting. A change wakes only the conditions that name what has changed.

The same is known of exclusions. What a condition reads is what its text names, formulas and predicates written in place
included, whether or not `and` and `or` come to it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Literal, get_args

from msgspec import Struct

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.conditions import conditions_of, waiting_conditions
from orchestra_dsl.graph.elements import AnyElement, Decision, Interactive, Stage
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.visit import nodes_of

What = Literal["outputs", "variables", "states", "words"]
_KINDS: tuple[What, ...] = get_args(What)
Table = dict[What, dict[Hashable, tuple[int, ...]]]
"""Who reads what: of each kind of thing the elements that name it."""


class Reads(Struct, frozen=True):
    """What an expression names: outputs of steps, variables, and whether anything else that may change.

    `states` are the stages and steps whose status it asks for, `words` holds `visited` and `error` where it asks for
    outcomes taken or for the last error, `records` tells whether it reads fields of records, `asks` whether it asks
    plugins' predicates.
    """

    outputs: frozenset[int]
    variables: frozenset[int]
    states: frozenset[int]
    words: frozenset[str]
    volatile: bool
    records: bool
    asks: bool


class Readers:
    """The answers for one graph: `of_conditions` are asked again, those `of_exclusions` have their work counted again.

    `named` is what either of them names at all, `watching` are the steps whose exclusions read records.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._reads: dict[int, Reads] = {}
        elements = list(enumerate(graph.elements))
        excluding = [(index, each) for index, each in elements if isinstance(each, Interactive) and each.exclude]
        named = [(index, self.of(each)) for index, one in excluding for each in one.exclude]
        self.of_conditions = _table((at, self.of(each)) for at, one in elements for each in self._waiting(one))
        self.of_exclusions = _table(named)
        both = self.of_conditions, self.of_exclusions
        self.named: dict[What, frozenset[Hashable]] = {
            what: frozenset(each for table in both for each in table[what]) for what in _KINDS
        }
        self.excluding = tuple(index for index, _ in excluding)
        self.watching = frozenset(index for index, reads in named if reads.records)
        finishes = (each.finish for _, each in elements if isinstance(each, Stage) and each.finish is not None)
        joined = {each for finish in finishes for each in finish.elements}
        self.statuses = frozenset(joined | self.of_conditions["outputs"].keys() | self.of_conditions["states"].keys())

    def _waiting(self, element: AnyElement) -> Iterator[ex.Expression]:
        """What is asked again: also what is asked once, where it waits until a plugin's predicate has answered."""
        yield from waiting_conditions(element)
        named = conditions_of(element)
        once = [each for clause, each in named if clause == "only if" or isinstance(element, Decision)]
        if any(self.of(each).asks for each in once):
            yield from once

    def decides_at_once(self, decision: Decision) -> bool:
        """Whether an outcome is always found without waiting: no predicate is asked, and there is an `otherwise`."""
        conditions = [each.when for each in decision.outcomes]
        return conditions[-1] is None and not any(self.of(each).asks for each in conditions if each is not None)

    def of(self, condition: ex.Expression) -> Reads:
        """What the condition reads."""
        found = self._reads.get(id(condition))
        if found is None:
            found = self._reads[id(condition)] = _collect(condition, self._graph)
        return found


def _table(read: Iterable[tuple[int, Reads]]) -> Table:
    """Turn round what each element reads."""
    found: dict[What, dict[Hashable, dict[int, None]]] = {what: defaultdict(dict) for what in _KINDS}
    for index, reads in read:
        for what, readers in found.items():
            for each in getattr(reads, what):
                readers[each][index] = None
    return {what: {each: tuple(by) for each, by in readers.items()} for what, readers in found.items()}


def _collect(condition: ex.Expression, graph: Graph) -> Reads:
    nodes = list(nodes_of(graph, (condition,)))
    return Reads(
        outputs=frozenset(each.element for each in nodes if isinstance(each, ex.Output | ex.Outputs)),
        variables=frozenset(each.index for each in nodes if isinstance(each, ex.Variable)),
        states=frozenset(each.element for each in nodes if isinstance(each, ex.StatusOf)),
        words=frozenset(word for each in nodes if (word := _word(each)) is not None),
        volatile=any(map(_is_volatile, nodes)),
        records=any(map(_is_of_record, nodes)),
        asks=any(isinstance(each, ex.Ask) for each in nodes),
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
        case ex.Call(function=function):
            return function in OUTSIDE
    return _is_of_record(node)


def _is_of_record(node: ex.Node) -> bool:
    match node:
        case ex.Get(record=record, field=field):
            return record is not None and field != "id"
        case ex.Call(function=function):
            return function == "find"
    return False


OUTSIDE = frozenset({"manager", "members", "find"})
"""The functions of the library whose answer comes from outside the run and may change."""
