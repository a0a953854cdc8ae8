"""The forms of the clauses of a step that are about people and time."""

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n

PEOPLE: tuple[Form, ...] = (
    runs(
        n.AssignTo,
        "assign to E",
        "Who may do the work: a user, a group, a queue, or several in a list. The first to claim it has it.",
        lambda it: it.otherwise is None,
    ),
    runs(
        n.AssignTo,
        "assign to E otherwise E",
        "Who gets it where nobody is left. Without it administrators do.",
        lambda it: it.otherwise is not None,
    ),
    runs(
        n.Exclude,
        "exclude E, …",
        "Who may not do it, whatever else they may: nobody can give it to them, and being an administrator or a "
        "substitute does not help. Asked whenever somebody acts.",
    ),
    runs(
        n.SamePersonAs,
        "same person as STEP",
        "Whoever has completed that step does this one too. Where nobody has, those who are assigned may.",
    ),
    runs(n.DifferentPeople, "different people", "Within a `for each`: nobody does two of its items."),
    runs(
        n.About,
        "about RECORD",
        "The record with which lists of work show the item. Without it, the first record that the screen is given.",
    ),
    runs(
        n.Locks,
        "locks RECORD",
        "While the work item is open nobody changes the record, this run and those that belong to it apart.",
        lambda it: not it.except_assignees,
    ),
    runs(
        n.Locks,
        "locks RECORD except assignees",
        "The same, but whoever may do the work may change the record too.",
        lambda it: it.except_assignees,
    ),
    runs(
        n.DueIn,
        "due in D",
        "When the work should be done, counted from its opening: `3d`, `2 business days`. The lines in its block say "
        "what happens on the way and afterwards, each once.",
    ),
    runs(n.DueAt, "due at E", "The same with a point in time."),
    runs(
        n.AtPercent,
        "due … { at 50% … }",
        "When this part of the time has passed; of business days, of the time in which it is open. `at 100%` is when "
        "the work is due.",
    ),
    runs(n.AfterDue, "due … { after 1d … }", "So long after the work was due."),
    runs(
        n.RemindRung,
        "due … { … remind }",
        "Then whoever has claimed the work is told again; while nobody has, all who may.",
    ),
    runs(n.NotifyRung, "due … { … notify E via email }", "Then these people are told that the work is not done yet."),
    runs(n.ReassignRung, "due … { … reassign to E }", "Then the work is theirs instead, and a claim is released."),
    runs(
        n.RemindEvery,
        "remind every D",
        "Whoever has claimed the work, or all who may, are told again and again until the work item is closed.",
    ),
    runs(
        n.Priority,
        "priority E",
        "A whole number, 0 unless said; lists of work begin with the greatest. It is worked out when the item is "
        "opened.",
    ),
    runs(
        n.MayDelegate,
        "may delegate to E",
        "To whom the work may be handed on. Without it, to anybody who is not excluded.",
    ),
    runs(
        n.MaySkip,
        "may skip",
        "Whoever may do the work may pass it over. The step is skipped, and its outputs are missing unless they are "
        "given.",
    ),
)
