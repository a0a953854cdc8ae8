"""The forms of steps and their clauses."""

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n

STEPS: tuple[Form, ...] = (
    runs(n.BackgroundStep, "background x = crm.classify(case)", "`background`", lambda it: not it.runs),
    runs(n.BackgroundStep, "background x = run other(case)", "`run` in a step", lambda it: it.runs),
    runs(n.InteractiveStep, 'interactive y = fix_case(case) "Label" { … }', "`interactive`"),
    runs(n.StartAfter, "start after a, b", "", lambda it: isinstance(it.join, n.AllOf)),
    runs(n.StartAfter, "start after any of a, b", "", lambda it: isinstance(it.join, n.AnyOf)),
    runs(n.StartAfter, "start after 2 of a, b, c", "", lambda it: isinstance(it.join, n.CountOf)),
    runs(n.OnlyIf, "only if E", "`only if`"),
    runs(n.Retry, "retry 5 times", "`retry`"),
    runs(n.Retry, "retry 5 times every 30s", "`retry`", lambda it: it.every is not None),
    runs(n.Retry, "retry … doubling", "`retry`", lambda it: it.doubling),
    runs(n.Retry, "retry … up to 10m", "`retry`", lambda it: it.up_to is not None),
    runs(n.Timeout, "timeout D", "`timeout` of a step", lambda it: it.target is None),
    runs(n.AssignTo, "assign to E", "`assign to`", lambda it: it.otherwise is None),
    runs(n.AssignTo, "assign to E otherwise E", "`otherwise` after `assign to`", lambda it: it.otherwise is not None),
    runs(n.EnabledWhile, "enabled while E", "`enabled while`"),
    runs(n.WithdrawWhen, "withdraw when E", "`withdraw when`"),
    runs(n.ForEach, "for each p in LIST at most 5 at once | one by one", "`for each`"),
    runs(n.MayAdd, "may add", "`may add`"),
    runs(n.EnoughWhen, "enough when E", "`enough when`"),
    runs(n.WithoutWaiting, "without waiting", "`without waiting`"),
    runs(n.UndoBy, "undo flow(…)", "`undo` in a step"),
    runs(n.ActAs, "as E", "`as`"),
)

PEOPLE: tuple[Form, ...] = (
    runs(n.Exclude, "exclude E, …", "`exclude`"),
    runs(n.SamePersonAs, "same person as STEP", "`same person as`"),
    runs(n.DifferentPeople, "different people", "`different people`"),
    runs(n.About, "about RECORD", "`about`"),
    runs(n.Locks, "locks RECORD", "`locks`", lambda it: not it.except_assignees),
    runs(n.Locks, "locks RECORD except assignees", "`locks`", lambda it: it.except_assignees),
    runs(n.DueIn, "due in D", "`due in`"),
    runs(n.DueAt, "due at E", "`due at`"),
    runs(n.AtPercent, "due … { at 50% … }", "`at` in a due time"),
    runs(n.AfterDue, "due … { after 1d … }", "`after` in a due time"),
    runs(n.RemindRung, "due … { … remind }", "`remind` in a due time"),
    runs(n.NotifyRung, "due … { … notify E via email }", "`notify` in a due time"),
    runs(n.ReassignRung, "due … { … reassign to E }", "`reassign to` in a due time"),
    runs(n.RemindEvery, "remind every D", "`remind every`"),
    runs(n.Priority, "priority E", "`priority`"),
    runs(n.MayDelegate, "may delegate to E", "`may delegate to`"),
    runs(n.MaySkip, "may skip", "`may skip`"),
)
