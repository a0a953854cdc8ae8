"""The forms of the clauses of a stage; a step and a parallel have some of them too."""

from collections.abc import Callable

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n


def _finish(kind: type[n.Node]) -> Callable[[n.FinishWhen], bool]:
    return lambda it: isinstance(it.join, kind)


def _rest(*, continues: bool) -> Callable[[n.Rest], bool]:
    return lambda it: it.continues is continues


def _is_condition(node: n.FinishWhen) -> bool:
    return not isinstance(node.join, n.AllOf | n.AnyOf | n.CountOf)


STAGES: tuple[Form, ...] = (
    runs(
        n.StartWhen,
        "start when E",
        "Waits until E holds. Of a stage it is asked at every entry, and its timeout, its lock and its steps begin "
        "only then; of a step it is asked when what it starts after has finished.",
    ),
    runs(
        n.StartWhen,
        "start when E up to D -> target",
        "Of a stage: where E does not hold in time, control goes to the target.",
        lambda it: it.limit is not None,
    ),
    runs(
        n.FinishWhen,
        "finish when all",
        "Finishes when every step (of a parallel: every branch) has finished, in whatever way but in error.",
        _finish(n.AllOf),
    ),
    runs(n.FinishWhen, "finish when any", "Finishes as soon as one is completed.", _finish(n.AnyOf)),
    runs(
        n.FinishWhen,
        "finish when 2 of a, b, c",
        "Finishes when so many of these are completed. Once that cannot be reached, it waits for all.",
        _finish(n.CountOf),
    ),
    runs(
        n.FinishWhen,
        "finish when E",
        "Finishes when E holds. Of a step: though its work is done, the step is not until then.",
        _is_condition,
    ),
    runs(
        n.Rest,
        "rest stop",
        "What holds where nothing is said: what is still open when it finishes is discontinued. Work items are "
        "withdrawn, and late answers ignored.",
        _rest(continues=False),
    ),
    runs(n.Rest, "rest continue", "What is still open goes on, and so does control.", _rest(continues=True)),
    runs(
        n.Timeout,
        "timeout D -> target",
        "Where the stage has not finished in this time, control leaves it and goes to the target. The time counts from "
        "its entry and includes waiting for its lock.",
        lambda it: it.target is not None,
    ),
    runs(
        n.OneAtATime,
        "one at a time",
        "Of the steps only one is open at a time, in the order in which they become ready.",
    ),
    runs(
        n.Lock,
        'lock "name"',
        "Of all runs only one stage at a time has the lock of this name; the others wait, first come first served. "
        "Values in braces make it a lock for each of something.",
    ),
    runs(
        n.NotifyVia,
        "notify via email, slack",
        "Whoever gets work here is told through these channels, and also of reminders. It may stand in an "
        "orchestration, a stage or a step; the innermost counts.",
    ),
    runs(
        n.NotifyVia,
        'notify via email "subject" "body"',
        "The same in words of your own; the body may be left out.",
        lambda it: it.subject is not None,
    ),
)
