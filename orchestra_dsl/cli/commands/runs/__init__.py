"""`orchestra runs`: look after runs."""

from orchestra_dsl.cli.groups import group

command = group(
    "runs",
    "Look after runs. A run is named by its id, or by as much of its beginning as is unique.",
    {
        "list": ("runs.list", "List runs, the newest first."),
        "why": ("runs.why", "Say what a run waits for, since when, and why."),
        "show": ("runs.show", "Show where a run stands and tell its history."),
        "locks": ("runs.locks", "List the locks that runs have, and how many wait for each."),
        "cancel": ("runs.cancel", "End a run."),
        "suspend": ("runs.suspend", "Let a run stand still."),
        "resume": ("runs.resume", "Let a suspended run go on."),
        "retry": ("runs.retry", "Try again what is in error."),
        "skip": ("runs.skip", "Go on without what is in error, or complete a step by hand."),
        "add": ("runs.add", "Give a step with `may add` one item more."),
    },
)
