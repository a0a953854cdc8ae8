"""The forms of elements: stages, decisions, jumps, variables, and what stands in a stage besides its steps."""

from collections.abc import Callable

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n


def _finish(kind: type[n.Node]) -> Callable[[n.FinishWhen], bool]:
    return lambda it: isinstance(it.join, kind)


def _rest(*, continues: bool) -> Callable[[n.Rest], bool]:
    return lambda it: it.continues is continues


def _is_condition(node: n.FinishWhen) -> bool:
    return not isinstance(node.join, n.AllOf | n.AnyOf | n.CountOf)


ELEMENTS: tuple[Form, ...] = (
    runs(n.Stage, 'stage name "Label" { … }', "`stage`"),
    runs(n.Stage, "## a doc comment", "", lambda it: it.doc is not None),
    runs(n.Decision, "decide name { … }", "`decide`"),
    runs(n.Outcome, "outcome name when E -> target", "`outcome`", lambda it: isinstance(it.then, n.Target)),
    runs(n.Outcome, "outcome name when E { … }", "`outcome`", lambda it: isinstance(it.then, n.Block)),
    runs(n.Decision, "otherwise -> target", "`otherwise`", lambda it: isinstance(it.otherwise, n.Target)),
    runs(n.Decision, "otherwise { … }", "`otherwise`", lambda it: isinstance(it.otherwise, n.Block)),
    runs(n.Let, "let x = E", "`let`"),
    runs(n.Var, "var n: integer = 0", "`var`"),
    runs(n.Set, "set n = n + 1", "`set`"),
    runs(n.Repeat, "repeat while E { … }", "`repeat while`"),
    runs(n.GoTo, "go to TARGET", "`go to`"),
    runs(n.End, 'end "Outcome"', "`end`", lambda it: it.outcome is not None),
    runs(n.End, "end … with { … }", "`end` with outputs", lambda it: it.outputs is not None),
    runs(n.End, "end", "`end`", lambda it: it.outcome is None),
    runs(n.Fail, 'fail "reason"', "`fail`"),
    runs(n.OnError, "on error -> target", "`on error`", lambda it: isinstance(it.then, n.Target)),
    runs(n.OnError, "on error { … }", "`on error`", lambda it: isinstance(it.then, n.Block)),
    runs(n.OnError, 'on error "Name" …', "`on error`", lambda it: it.error is not None),
    runs(n.OnError, "on error as e …", "`on error`", lambda it: it.binding is not None),
    runs(n.Parallel, "parallel name { branch a { … } … finish when … rest … }", "`parallel`"),
    runs(n.Wait, "wait 3d", "`wait`"),
    runs(n.WaitUntil, "wait until E up to 7d -> target", "`wait until`"),
    runs(n.Await, "await name first { on EVENT as p where E keep D … after 7d … on E … }", "`await`"),
    runs(n.Notify, 'notify E via email "text"', "`notify`"),
    runs(n.Update, 'update case { status: "Working" }', "`update`"),
    runs(n.Log, 'log "text"', "`log`"),
    runs(n.Cancel, "cancel STEP | STAGE", "`cancel`"),
    runs(n.Undo, "undo", "`undo`", lambda it: it.back_to is None),
    runs(n.Undo, "undo back to STAGE", "`undo back to`", lambda it: it.back_to is not None),
)

STAGES: tuple[Form, ...] = (
    runs(n.StartWhen, "start when E", "`start when`"),
    runs(n.StartWhen, "start when E up to D -> target", "`start when`", lambda it: it.limit is not None),
    runs(n.FinishWhen, "finish when all", "", _finish(n.AllOf)),
    runs(n.FinishWhen, "finish when any", "", _finish(n.AnyOf)),
    runs(n.FinishWhen, "finish when 2 of a, b, c", "", _finish(n.CountOf)),
    runs(n.FinishWhen, "finish when E", "", _is_condition),
    runs(n.Rest, "rest stop", "`rest`", _rest(continues=False)),
    runs(n.Rest, "rest continue", "`rest`", _rest(continues=True)),
    runs(n.Timeout, "timeout D -> target", "`timeout` of a stage", lambda it: it.target is not None),
    runs(n.OneAtATime, "one at a time", "`one at a time`"),
    runs(n.Lock, 'lock "name"', "`lock`"),
    runs(n.NotifyVia, "notify via email, slack", "`notify via`"),
    runs(n.NotifyVia, 'notify via email "subject" "body"', "`notify via`", lambda it: it.subject is not None),
)
