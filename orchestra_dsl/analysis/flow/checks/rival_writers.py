"""O502: two that may run at once and write the same field of the same record, or the same variable."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.order import StageOrder
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.words import called, head, sentence
from orchestra_dsl.analysis.flow.writers import Writer, writers
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def rival_writers(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report a step, `update` or `set` that another one may race for what it writes; each once."""
    by_what: dict[str, list[Writer]] = defaultdict(list)
    for writer in writers(flow, checked):
        by_what[writer.what].append(writer)
        yield from _instances(writer)
    beside = Beside(flow)
    for group in by_what.values():
        if len(group) > 1:
            yield from _in_stages(group, flow)
            yield from _in_branches(group, beside)


def _instances(writer: Writer) -> Iterator[Diagnostic]:
    """The instances of a `for each` that all write one record."""
    step = writer.node
    if not isinstance(step, n.BackgroundStep) or not writer.records or writer.of_item:
        return
    loop = next((each for each in step.clauses if isinstance(each, n.ForEach) and each.at_once != 1), None)
    if loop is None:
        return
    yield Diagnostic(
        "O502",
        f"The instances of the step `{step.name.text}` may run at the same time, and all write `{writer.what}`.",
        head(step),
        labels=[Label(loop.span, "This runs them side by side.")],
        hint="Let them run in turn: `one by one`.",
    )


def _in_stages(group: list[Writer], flow: Flow) -> Iterator[Diagnostic]:
    """The steps of one stage."""
    stages: dict[int, list[Writer]] = defaultdict(list)
    for writer in group:
        if writer.stage is not None:
            stages[id(writer.stage)].append(writer)
    for steps in stages.values():
        stage = steps[0].stage
        if stage is not None and len(steps) > 1:
            yield from _in_one_stage(steps, StageOrder(stage, flow.element))


def _in_one_stage(steps: list[Writer], order: StageOrder) -> Iterator[Diagnostic]:
    """Each writer against those that come before it in any order in which the steps can run."""
    by_place = {order.places[id(writer.node)]: writer for writer in steps}
    seen = 0
    for place in order.in_order:
        if place in by_place:
            open_places = seen & ~order.finished_before[place]
            others = (by_place[each] for each in by_place if open_places >> each & 1)
            other = next((each for each in others if each.may_meet(by_place[place])), None)
            if other is not None:
                yield _finding(*sorted((other, by_place[place]), key=lambda each: order.places[id(each.node)]))
            seen |= 1 << place


def _in_branches(group: list[Writer], beside: Beside) -> Iterator[Diagnostic]:
    """The writers in different branches of a parallel: the later one in the source is reported."""
    blocks: dict[tuple[int, ...], list[Writer]] = defaultdict(list)
    for writer in group:
        branches = tuple(id(each) for each in writer.containers if isinstance(each, n.Branch))
        if branches:
            blocks[branches].append(writer)
    told: set[int] = set()
    for first, second in combinations(blocks.values(), 2):
        if beside.are_rivals(first[0].containers, second[0].containers):
            for one in second:
                other = next((each for each in first if each.may_meet(one)), None)
                if other is not None and id(one) not in told:
                    told.add(id(one))
                    yield _finding(other, one)


def _finding(first: Writer, second: Writer) -> Diagnostic:
    other = called(first.node).replace("this ", "another ")
    verb = "set" if isinstance(second.node, n.Set) else "write"
    message = f"{sentence(called(second.node))} and {other} may run at the same time, and both {verb} `{second.what}`."
    if isinstance(first.node, n.BackgroundStep) and isinstance(second.node, n.BackgroundStep):
        names = f"The steps `{first.node.name.text}` and `{second.node.name.text}`"
        message = f"{names} may run at the same time, and both write `{second.what}`."
    hint = "Let only one of the branches do it, or do it below the `parallel`."
    if first.stage is not None and first.stage is second.stage and isinstance(first.node, n.BackgroundStep):
        hint = f"Put them in order: `start after {first.node.name.text}`."
    label = Label(head(first.node), f"{sentence(called(first.node))} {verb}s `{second.what}` too.")
    return Diagnostic("O502", message, head(second.node), [label], hint)
