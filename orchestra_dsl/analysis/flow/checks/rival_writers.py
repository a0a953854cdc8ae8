"""O502: two that may run at once and write the same field of the same record, or the same variable."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.clauses import continues
from orchestra_dsl.analysis.flow.conditions.formulas import Every
from orchestra_dsl.analysis.flow.conditions.reader import Reader
from orchestra_dsl.analysis.flow.conditions.search import constant
from orchestra_dsl.analysis.flow.order import StageOrder
from orchestra_dsl.analysis.flow.reads import is_sound
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.analysis.flow.words import called, head, sentence
from orchestra_dsl.analysis.flow.writers import Writer, writers
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n

MOST_COMPARED = 40
"""The most writers of one thing in a stage of which the conditions of each two are held against each other."""


def rival_writers(steady: Steady) -> Iterator[Diagnostic]:
    """Report a step, `update` or `set` that another one may race for what it writes; each once."""
    by_what: dict[str, list[Writer]] = defaultdict(list)
    for writer in writers(steady.flow, steady.checked):
        by_what[writer.what].append(writer)
        yield from _instances(writer)
    for group in by_what.values():
        if len(group) > 1:
            yield from _in_stages(group, steady)
            yield from _in_branches(group, steady.beside)


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


def _in_stages(group: list[Writer], steady: Steady) -> Iterator[Diagnostic]:
    """The steps of one stage, where nothing is wrong with their order."""
    stages: dict[int, list[Writer]] = defaultdict(list)
    for writer in group:
        if writer.stage is not None:
            stages[id(writer.stage)].append(writer)
    for steps in stages.values():
        stage = steps[0].stage
        if stage is None or any(isinstance(each, n.OneAtATime) for each in stage.clauses):
            continue
        if len(steps) > 1 and not _is_misordered(stage, steady.checked):
            yield from _in_one_stage(steps, StageOrder(stage, steady.flow.element), steady)


def _is_misordered(stage: n.Stage, checked: Checked) -> bool:
    clauses = (clause for step in stage.steps for clause in step.clauses if isinstance(clause, n.StartAfter))
    return any(checked.flaws.lie_in(each) for each in clauses)


def _in_one_stage(steps: list[Writer], order: StageOrder, steady: Steady) -> Iterator[Diagnostic]:
    """Each writer against those that come before it in any order in which the steps can run."""
    by_place = {order.places[id(writer.node)]: writer for writer in steps}
    seen = 0
    for place in order.in_order:
        if place in by_place:
            open_places = seen & ~order.finished_before[place]
            others = (by_place[each] for each in by_place if open_places >> each & 1)
            writer = by_place[place]
            rivals = (each for each in others if each.may_meet(writer))
            few = len(steps) <= MOST_COMPARED
            met = (each for each in rivals if not (few and _exclude_each_other(each, writer, order, steady)))
            other = next(met, None)
            if other is not None:
                yield _finding(*sorted((other, by_place[place]), key=lambda each: order.places[id(each.node)]))
            seen |= 1 << place


def _exclude_each_other(one: Writer, other: Writer, order: StageOrder, steady: Steady) -> bool:
    """Whether the `only if` of both cannot hold together, and what they read changes no more when either starts.

    Of one that is wrong this cannot be told; it may be so once it is mended.
    """
    if continues(order.stage.clauses):
        return False
    asked = [[c.condition for c in _clauses(each) if isinstance(c, n.OnlyIf)] for each in (one, other)]
    if not all(asked):
        return False
    if not all(is_sound(each, steady.checked) for conditions in asked for each in conditions):
        return True
    reader = Reader(steady.checked)
    if constant(Every(tuple(reader.formula(each) for conditions in asked for each in conditions))) is not False:
        return False
    before = order.finished_before[order.places[id(one.node)]] & order.finished_before[order.places[id(other.node)]]
    finished = {id(step) for place, step in enumerate(order.stage.steps) if before >> place & 1}
    at = steady.flow.point_of[id(order.stage)]
    return all(steady.is_settled(each, at, finished) for conditions in asked for each in conditions)


def _clauses(writer: Writer) -> tuple[n.Node, ...]:
    return writer.node.clauses if isinstance(writer.node, n.BackgroundStep) else ()


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
