"""The forms of scenarios."""

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n

SCENARIOS: tuple[Form, ...] = (
    runs(n.Scenario, 'scenario "…" of name { … }', "A scenario"),
    runs(n.GivenValue, "given case = { … }, given now = datetime(…)", ""),
    runs(n.GivenReturns, "given FLOW returns { … }, given PREDICATE returns true", ""),
    runs(n.GivenFails, 'given FLOW fails with "Name" 2 times then returns { … }', ""),
    runs(n.GivenTakes, "given FLOW takes D", ""),
    runs(n.GivenMembers, 'given members of "G" are "ann", "bob"', ""),
    runs(n.GivenManager, 'given manager of "ann" is "lena"', ""),
    runs(n.Start, 'start, "ann" starts', ""),
    runs(n.CreateRecord, "create Case { … }", ""),
    runs(n.UpdateRecord, "update case { … }", ""),
    runs(n.DeleteRecord, "delete case", ""),
    runs(n.Send, "send EVENT { … }", ""),
    runs(n.Advance, "advance D", ""),
    runs(n.Claim, '"ann" claims STEP', ""),
    runs(n.Release, '"ann" releases STEP', ""),
    runs(n.Complete, '"ann" completes STEP with { … }', ""),
    runs(n.Skip, '"ann" skips STEP with { … }', ""),
    runs(n.Delegate, '"ann" delegates STEP to "bob"', ""),
    runs(n.Reassign, "reassign STEP to E", ""),
    runs(n.RetryStep, "retry STEP", ""),
    runs(n.CancelRun, "cancel", ""),
    runs(n.ExpectStatus, "expect stage | step NAME STATUS", ""),
    runs(n.ExpectCalled, "expect FLOW called n times with { … }", ""),
    runs(n.ExpectNotified, "expect notified E via CHANNEL n times", ""),
    runs(n.ExpectStarted, "expect started n times", ""),
    runs(n.ExpectError, 'expect error "X"', ""),
    runs(n.ExpectEnded, 'expect ended "Outcome"', ""),
    runs(n.ExpectFailed, 'expect failed "…"', ""),
    runs(n.ExpectCanceled, "expect canceled", ""),
    runs(n.ExpectFinished, "expect finished", ""),
    runs(n.MayNot, '"ann" may not claim | complete STEP, "ann" may not start', "", lambda it: it.act != "delegate"),
    runs(n.MayNot, '"ann" may not delegate STEP', "", lambda it: it.act == "delegate"),
)
