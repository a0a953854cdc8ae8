"""The forms of the clauses that only an orchestration has."""

from collections.abc import Callable

from orchestra_dsl.compile.support.form import Form, runs, waits
from orchestra_dsl.syntax import nodes as n


def _allows(act: str) -> Callable[[n.Allow], bool]:
    return lambda it: it.act == act


STARTS: tuple[Form, ...] = (
    runs(
        n.StartOnRecord,
        "start on case created",
        "Starts a run when a record of the parameter's kind is new. The run is about that record.",
        lambda it: "created" in it.changes,
    ),
    runs(
        n.StartOnRecord,
        "start on case updated",
        "Starts a run when such a record is changed. `created or updated` says both.",
        lambda it: "updated" in it.changes,
    ),
    runs(
        n.StartOnRecord,
        "start on case … when E",
        "Only where this holds for the record. It may ask what the write has changed, with `changed` and `before`, but "
        "no predicate of a plugin.",
        lambda it: it.condition is not None,
    ),
    runs(
        n.StartOnRecord,
        "start on case … once per change",
        "What holds where nothing is said: the condition was false before the write and is true after it.",
        lambda it: it.repetition in (None, "once per change"),
    ),
    runs(
        n.StartOnRecord,
        "start on case … once per record",
        "One run for each record, for ever, whatever the version of the orchestration.",
        lambda it: it.repetition == "once per record",
    ),
    runs(
        n.StartOnRecord,
        "start on case … every time",
        "A run for every write after which the condition holds.",
        lambda it: it.repetition == "every time",
    ),
    runs(
        n.StartOnEvent,
        "start on payment_received as p when E with { … }",
        "Starts a run when the event arrives; `with` gives every parameter its value. A record that `find` does not "
        "find starts nothing.",
    ),
    runs(
        n.StartEvery,
        'start every "0 8 * * 1-5" in ZONE with { … }',
        "Starts a run whenever the clocks of the zone show one of these times, in the five fields of cron. Without "
        "`in` the zone is the calendar's; without a calendar it is UTC.",
    ),
)

CLAUSES: tuple[Form, ...] = (
    runs(
        n.Version,
        "version 3",
        "The number of this version of the process. A run stays with the text that it was started with.",
    ),
    runs(
        n.Allow,
        "allow start by E",
        "Only these people may start a run by hand. Without the line everybody may.",
        _allows("start"),
    ),
    runs(
        n.Allow,
        "allow cancel by E",
        "These people may cancel a run. Without the line only administrators may.",
        _allows("cancel"),
    ),
    runs(
        n.Allow,
        "allow reassign by E",
        "These people may give work to others and change its priority. Without the line whoever has claimed it and "
        "administrators may.",
        _allows("reassign"),
    ),
    runs(
        n.Allow,
        "allow administer by E",
        "These people are administrators of the runs of this orchestration: they may also retry, skip and complete by "
        "hand what is in error.",
        _allows("administer"),
    ),
    runs(
        n.Allow,
        "allow suspend by E",
        "These people may let a run or a work item rest, and let it go on. Without the line administrators may; of a "
        "work item also whoever has it.",
        _allows("suspend"),
    ),
    runs(
        n.Allow,
        "allow view by E",
        "Only these people see the runs, besides administrators. Without the line everybody does. A work item is also "
        "seen by those whose work it is.",
        _allows("view"),
    ),
    runs(
        n.UseCalendar,
        "use calendar NAME",
        "Business days are counted in this calendar, and times without a zone of their own are in its zone.",
    ),
    runs(
        n.OnCancel,
        "on cancel { … }",
        "What is done when a run is canceled, after all that was open has ended: background steps and `undo`, one "
        "after the other.",
    ),
    waits(
        n.Migrate,
        "migrate from 2 { … }",
        "Runs of an earlier version go on with this one; each line says where an element has gone.",
        "`migrate`",
        "Runs under way stay with the version they started with.",
    ),
)
