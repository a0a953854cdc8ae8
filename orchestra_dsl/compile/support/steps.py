"""The forms of steps, and of their clauses that are not about people."""

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n

STEPS: tuple[Form, ...] = (
    runs(
        n.BackgroundStep,
        "background x = crm.classify(case)",
        "Calls a flow. What it answers is read as `x.severity` in the stage, and as `triage.x.severity` elsewhere.",
        lambda it: not it.runs,
    ),
    runs(
        n.BackgroundStep,
        "background x = run other(case)",
        "Runs another orchestration and waits for its end. Its outputs can be read, and `x.outcome`. Runs may lie 16 "
        "deep.",
        lambda it: it.runs,
    ),
    runs(
        n.InteractiveStep,
        'interactive y = fix_case(case) "Label" { … }',
        "Opens a work item that shows a screen to people. Besides what the screen asks for, `y.completed_by` and "
        "`y.completed_at` can be read.",
    ),
    runs(
        n.StartAfter,
        "start after a, b",
        "The step begins when all of these have finished: completed, skipped, discontinued or canceled. One in error "
        "has not.",
        lambda it: isinstance(it.join, n.AllOf),
    ),
    runs(
        n.StartAfter,
        "start after any of a, b",
        "It begins when one of these is completed; when none can be any more, once all have finished.",
        lambda it: isinstance(it.join, n.AnyOf),
    ),
    runs(
        n.StartAfter,
        "start after 2 of a, b, c",
        "It begins when so many of these are completed; when that cannot be reached any more, once all have finished.",
        lambda it: isinstance(it.join, n.CountOf),
    ),
    runs(n.OnlyIf, "only if E", "Asked once, when the step would begin. Where it is false the step is skipped."),
    runs(
        n.Retry,
        "retry 5 times",
        "Where the step fails it is tried up to five times more, at once. What it is called with stays the same.",
    ),
    runs(n.Retry, "retry 5 times every 30s", "With this time between two attempts.", lambda it: it.every is not None),
    runs(n.Retry, "retry … doubling", "The time between attempts doubles with each.", lambda it: it.doubling),
    runs(n.Retry, "retry … up to 10m", "But it grows no longer than this.", lambda it: it.up_to is not None),
    runs(
        n.Timeout,
        "timeout D",
        'Where it takes longer, the step fails with the error "Timeout". For a background step it is the time of each '
        "attempt, for a work item the time from its opening.",
        lambda it: it.target is None,
    ),
    runs(
        n.EnabledWhile,
        "enabled while E",
        "While E is false nobody can claim the work item. Whoever has claimed it keeps it.",
    ),
    runs(
        n.WithdrawWhen,
        "withdraw when E",
        "As soon as E holds the step ends without having been done: it is discontinued, and its outputs are missing.",
    ),
    runs(
        n.ForEach,
        "for each p in LIST at most 5 at once | one by one",
        "Does the step once for each item of the list, all at the same time unless it says how many. The list is read "
        "once. What the step answers is a list: of those that are completed, in the order of LIST.",
    ),
    runs(
        n.MayAdd,
        "may add",
        "People may add items while the `for each` is open. It finishes when somebody says that nothing more comes, "
        "or by `enough when`.",
    ),
    runs(
        n.EnoughWhen,
        "enough when E",
        "Asked when an item is completed, and from then on when something that it reads changes: where E holds the "
        "`for each` finishes, and what is open of it is withdrawn.",
    ),
    runs(
        n.WithoutWaiting,
        "without waiting",
        "The step has finished as soon as the flow is called or the run is started. What comes of it changes nothing "
        "here, so it has no outputs.",
    ),
    runs(
        n.UndoBy,
        "undo flow(…)",
        "What takes the step back, should an `undo` come after it was completed. Its arguments are worked out when the "
        "step is completed.",
    ),
    runs(
        n.ActAs,
        "as E",
        "Whom the step acts for. A flow is told; a run that it starts counts as started by them, and they must be "
        "allowed to.",
    ),
)
