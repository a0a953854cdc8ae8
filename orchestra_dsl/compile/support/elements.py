"""The forms of elements: stages, decisions, jumps, variables, and what stands in a stage besides its steps."""

from collections.abc import Callable

from orchestra_dsl.compile.support.form import Form, runs, through, waits
from orchestra_dsl.syntax import nodes as n


def _finish(kind: type[n.Node]) -> Callable[[n.FinishWhen], bool]:
    return lambda it: isinstance(it.join, kind)


def _is_condition(node: n.FinishWhen) -> bool:
    return not isinstance(node.join, n.AllOf | n.AnyOf | n.CountOf)


ELEMENTS: tuple[Form, ...] = (
    runs(n.Stage, 'stage name "Label" { … }', "`stage`"),
    runs(n.Decision, "decide name { … }", "`decide`"),
    runs(n.Outcome, "outcome name when E -> target | { … }; otherwise -> target | { … }", "`outcome`"),
    runs(n.Let, "let x = E", "`let`"),
    runs(n.Var, "var n: integer = 0", "`var`"),
    runs(n.Set, "set n = n + 1", "`set`"),
    runs(n.Repeat, "repeat while E { … }", "`repeat while`"),
    runs(n.GoTo, "go to TARGET", "`go to`"),
    runs(n.End, 'end "Outcome" with { … }', "`end`"),
    runs(n.Fail, 'fail "reason"', "`fail`"),
    runs(n.OnError, 'on error "Name" as e -> target | { … }', "`on error`"),
    waits(
        n.Parallel,
        "parallel name { branch a { … } … finish when … rest … }",
        "`parallel`",
        "Steps of one stage run side by side.",
        place=through(lambda it: it.name),
        inside=True,
    ),
    waits(n.Wait, "wait 3d", "`wait`"),
    waits(n.WaitUntil, "wait until E up to 7d -> target", "`wait until`", "A stage waits with `start when`."),
    waits(
        n.Await,
        "await name first { on EVENT as p … after 7d … on E … }",
        "`await`",
        place=lambda it: it.span.to(it.name.span) if it.name else it.span,
        inside=True,
    ),
    waits(n.Notify, 'notify E via email "text"', "`notify`", "Send it from a flow."),
    waits(n.Update, "update case { … }", "`update`", "Write the record in a flow that says so with `writes`."),
    waits(n.Log, 'log "text"', "`log`"),
    waits(n.Cancel, "cancel STEP | STAGE", "`cancel`", "A stage ends its open steps with `finish when` or a jump."),
    waits(n.Undo, "undo back to STAGE", "`undo`", "Call the flow that undoes in a step of its own."),
)

STAGES: tuple[Form, ...] = (
    runs(n.StartWhen, "start when E; in a stage also up to D -> target", "`start when`"),
    runs(n.FinishWhen, "finish when all", "", _finish(n.AllOf)),
    runs(n.FinishWhen, "finish when any", "", _finish(n.AnyOf)),
    runs(n.FinishWhen, "finish when 2 of a, b, c", "", _finish(n.CountOf)),
    runs(n.FinishWhen, "finish when E", "", _is_condition),
    runs(n.Rest, "rest stop | rest continue", "`rest`"),
    runs(n.Timeout, "timeout D; in a stage timeout D -> target", "`timeout`"),
    waits(n.OneAtATime, "one at a time", "`one at a time`", "Order the steps with `start after`."),
    waits(n.Lock, 'lock "name"', "`lock`"),
    waits(n.NotifyVia, 'notify via email, slack "subject" "body"', "`notify via`"),
)
