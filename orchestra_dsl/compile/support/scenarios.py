"""The forms of scenarios: what is given, what happens, what is expected."""

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n

_OF_RUN = ("start", "cancel", "view", "suspend run", "resume run")
_TO = ("delegate", "reassign")

GIVEN: tuple[Form, ...] = (
    runs(
        n.Scenario,
        'scenario "…" of name { … }',
        "A test of the orchestration. Its lines are done from top to bottom on a clock of its own; the first that does "
        "not hold ends it.",
    ),
    runs(
        n.GivenValue,
        "given case = { … }, given now = datetime(…)",
        "An argument of the orchestration, here a record that is there; or the time. Without it that is Monday "
        "2026-01-05, 09:00.",
    ),
    runs(
        n.GivenReturns,
        "given FLOW returns { … }, given PREDICATE returns true",
        "What a flow or a plugin's predicate answers from now on.",
    ),
    runs(
        n.GivenFails,
        'given FLOW fails with "Name" 2 times then returns { … }',
        "Errors first. Without a number it always fails; without a name the error is called `Failed`.",
    ),
    runs(n.GivenTakes, "given FLOW takes D", "Each answer comes so much later."),
    runs(n.GivenMembers, 'given members of "G" are "ann", "bob"', "Who is in the group or queue of this name."),
    runs(n.GivenManager, 'given manager of "ann" is "lena"', "Whom `manager(…)` names."),
    runs(
        n.GivenAbsence,
        'given absence of "ann" from E until E substitute "bob"',
        "Ann is out of office, and bob may act for her. Each part behind her name may be left out.",
    ),
    runs(
        n.GivenAllocation,
        'given allocation of "G" is POLICY',
        "How the work of a group or queue is handed out. Without the line it is offered to all.",
    ),
)

ACTS: tuple[Form, ...] = (
    runs(
        n.Start, 'start, "ann" starts', "A run is started by hand; its own `start on` and `start every` are off then."
    ),
    runs(n.CreateRecord, "create Case { … }", "A record is new, and starts what it should."),
    runs(
        n.UpdateRecord, "update case { … }", "A record is changed; this starts runs, and wakes those that wait for it."
    ),
    runs(n.DeleteRecord, "delete case", "A record is deleted."),
    runs(n.Send, "send EVENT { … }", "An event arrives."),
    runs(n.Advance, "advance D", "Time passes, the last instant included."),
    runs(n.Claim, '"ann" claims STEP', "She claims the work item of the step."),
    runs(n.Release, '"ann" releases STEP', "She gives it back, so that it is open again."),
    runs(n.Complete, '"ann" completes STEP with { … }', "She completes it with these values."),
    runs(
        n.Skip,
        'skip STEP, "ann" skips STEP with { … }',
        "She passes it over, where the step says `may skip`. What is in error is gone on without; with values it is "
        "completed by hand.",
    ),
    runs(n.Save, '"ann" saves STEP with { … }', "She keeps some of the values as a draft."),
    runs(n.Delegate, '"ann" delegates STEP to "bob"', "She hands it to him, and may do it no longer."),
    runs(
        n.Suspend,
        'suspend STEP until E, "ann" suspends STEP for D',
        "The work item rests, for a time or until resumed.",
    ),
    runs(n.Resume, 'resume STEP, "ann" resumes STEP', "It goes on."),
    runs(n.Prioritize, 'prioritize STEP to E, "ann" prioritizes STEP to E', "Its priority is this from now on."),
    runs(n.AddItem, '"ann" adds E to STEP', "A `for each` that says `may add` has one item more."),
    runs(n.EndAdding, '"ann" ends adding to STEP', "Nothing more is added to it."),
    runs(n.Reassign, 'reassign STEP to E, "ann" reassigns STEP to E', "The work item is for these people instead."),
    runs(n.RetryStep, 'retry ELEMENT, "ann" retries ELEMENT', "What is in error is tried again."),
    runs(
        n.SuspendRun,
        'suspend run, "ann" suspends run of STEP',
        "The whole run stands still; `of STEP` means the run that the step has begun.",
    ),
    runs(n.ResumeRun, 'resume run, "ann" resumes run of STEP', "It goes on, with all that has arrived meanwhile."),
    runs(
        n.CancelRun,
        'cancel, "ann" cancels run of STEP at once',
        "It is canceled; `at once` leaves out what it does on cancel.",
    ),
)

EXPECTED: tuple[Form, ...] = (
    runs(n.ExpectStatus, "expect stage | step NAME STATUS", "It stands so."),
    runs(
        n.ExpectItem,
        'expect item STEP STATUS by "ann" for "bob"',
        "The work item of the step is so; `by` says who has claimed or completed it, `for` in whose place.",
    ),
    runs(n.ExpectOffered, "expect item STEP offered to E", "These are its candidates, and no others."),
    runs(n.ExpectPriority, "expect item STEP priority E", "This is its priority."),
    runs(n.ExpectDraft, "expect item STEP draft { … }", "Its draft has these values; `null` means that it has none."),
    runs(
        n.ExpectCalled,
        "expect FLOW called n times with { … }",
        "It was called so often with at least these arguments; without a number, once or more.",
    ),
    runs(
        n.ExpectNotified,
        "expect notified E via CHANNEL n times",
        "These people were told through the channel so often; without a number, once or more.",
    ),
    runs(n.ExpectStarted, "expect started n times", "So many runs of the orchestration have been started."),
    runs(n.ExpectError, 'expect error "X"', "Something is in error, with this name or message."),
    runs(n.ExpectEnded, 'expect ended "Outcome"', "The run is completed with this outcome."),
    runs(n.ExpectFailed, 'expect failed "…"', "The run has come to `fail` with this reason."),
    runs(n.ExpectSuspended, "expect suspended", "The run stands still."),
    runs(n.ExpectCanceled, "expect canceled", "The run is canceled, and what it does on cancel is done."),
    runs(n.ExpectFinished, "expect finished", "The run is completed, with whatever outcome."),
    runs(
        n.MayNot,
        '"ann" may not start | cancel | view | suspend run | resume run',
        "She would be refused.",
        lambda it: it.act in _OF_RUN,
    ),
    runs(
        n.MayNot,
        '"ann" may not delegate STEP to "bob", reassign STEP to E',
        "She would be refused to give it to these people; without `to`, to anybody.",
        lambda it: it.act in _TO,
    ),
    runs(
        n.MayNot,
        '"ann" may not claim | release | complete | skip | save | prioritize | suspend | resume | retry STEP',
        "She would be refused, or there is nothing to act on.",
        lambda it: it.act not in (*_OF_RUN, *_TO),
    ),
)

SCENARIOS: tuple[Form, ...] = (*GIVEN, *ACTS, *EXPECTED)
