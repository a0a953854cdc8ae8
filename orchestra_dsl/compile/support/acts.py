"""The forms of elements that do something themselves: variables, writes, messages, taking back."""

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n

ACTS: tuple[Form, ...] = (
    runs(
        n.Let,
        "let x = E",
        "A name for a formula. It is worked out afresh wherever the name is read, so it is never out of date.",
    ),
    runs(
        n.Var,
        "var n: integer = 0",
        "A value that the run keeps until `set` changes it. It has this value again whenever control passes the line.",
    ),
    runs(n.Set, "set n = n + 1", "Gives a variable its new value. Two branches must not set the same one."),
    runs(
        n.Update,
        'update case { status: "Working" }',
        "Writes fields of a record, and goes on when that is done. Others see it as any write: it may start runs.",
    ),
    runs(
        n.Notify,
        'notify E via email "text"',
        "Tells people something through a channel that a plugin supplies. Nothing waits for it.",
    ),
    runs(n.Log, 'log "text"', "Writes a line into the history of the run."),
    runs(
        n.Cancel,
        "cancel STEP | STAGE",
        "Ends what is open there as canceled. Whoever waits for all counts it as finished.",
    ),
    runs(
        n.Undo,
        "undo",
        "Takes back what has been done, newest first, one after the other, and waits for it: every completed step that "
        "says `undo flow(…)`. In a branch it is about that branch.",
        lambda it: it.back_to is None,
    ),
    runs(
        n.Undo,
        "undo back to STAGE",
        "Takes back only what was done since that stage was entered, its own steps included.",
        lambda it: it.back_to is not None,
    ),
)
