"""A program is played on both sides, and what a reader needs to study a disagreement is printed with it."""

from functools import cache
from random import Random

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.source import SourceFile
from tests.model.agreement import acts
from tests.model.agreement.comparing import goes_round
from tests.model.agreement.driving import Choose, ended, happen, outputs_of_call, under_way, value
from tests.model.agreement.pair import Disagreement, Pair
from tests.model.agreement.sources import Source
from tests.model.world import World

CASE = {
    "status": "New",
    "amount": "10",
    "due": "2026-01-05T09:02:00Z",
    "owner": "user:omar",
    "people": ["user:ann", "user:bob"],
    "number": 1,
    "day": "2026-01-05",
    "took": 90_000_000,
    "place": "queue:Triage",
    "box": {"a": 1},
}


def world() -> World:
    """A small company."""
    return World(
        members={"group:Agents": ("user:ann", "user:bob"), "group:Empty": (), "queue:Triage": ("user:eve",)},
        managers={"user:ann": "user:eve", "user:omar": "user:ann"},
        administrators=("user:root",),
        strangers=frozenset({"user:gone"}),
    )


def compiled(text: str, name: str = "process") -> Graph | None:
    """The graph of an orchestration in a text, if the compiler has nothing against the text."""
    package = compile_source("made.orch", lambda path: SourceFile(path, text), None).package
    graphs = () if package is None else tuple(each.graph for each in package.orchestrations)
    return next((each for each in graphs if each.name == name), None)


def _random(seed: int | str) -> Choose:
    return Random(seed).choice  # noqa: S311 - nothing is kept secret


def source(seed: int) -> str:
    """The source that a seed stands for."""
    return Source(_random(seed), cache(lambda form: _random(f"{seed} {form}"))).text()


@cache
def program(seed: int) -> Graph | None:
    """The program that a seed stands for, if it is one."""
    return compiled(source(seed))


def started(graph: Graph) -> Pair:
    """A run that is started on both sides."""
    pair = Pair(graph, world())
    for record in graph.records:
        known = {each.name for each in record.fields}
        acts.write(pair, record.name, "1", {name: each for name, each in CASE.items() if name in known})
    acts.start(pair, *(value(each.type, lambda options: options[0]) for each in graph.parameters))
    return pair


def play(graph: Graph, choose: Choose, events: int) -> Pair:
    """Start a run on both sides and let so many things happen to it. Raises Disagreement."""
    pair = started(graph)
    for at_once in (False, True):  # then what is done on cancel has as long
        for _ in range(events):
            if not ended(pair):
                happen(pair, lambda options: choose(list(options)))
        if not ended(pair):
            acts.cancel(pair, administrator=True, at_once=at_once)
    for number in [] if goes_round(pair) else under_way(pair):  # what nobody waits for outlives the run
        acts.returns(pair, number, outputs_of_call(pair, number, choose))
    return pair


def play_seed(seed: int, variants: int = 3, events: int = 20) -> int:
    """Play the source of a seed in some ways, if it is a program; how many events there were."""
    graph, count = program(seed), 0
    for variant in range(variants if graph is not None else 0):
        try:
            assert graph is not None
            count += len(play(graph, _random(f"{seed} {variant}"), events).story)
        except Disagreement as problem:
            text = source(seed)
            body = text[text.index("orchestration process") :]
            raise Disagreement(f"seed {seed}, variant {variant}\n\n{body}\n{problem}") from problem
    return count
