"""`orchestra work`: what people do with their work items."""

from orchestra_dsl.cli.groups import group

command = group(
    "work",
    "List work items, and act on them. A work item is named by its number.",
    {
        "list": ("work.list", "List open work items."),
        "show": ("work.show", "Show a work item, and what it asks for."),
        "claim": ("work.claim", "Take a work item."),
        "release": ("work.release", "Give a claimed work item back."),
        "suspend": ("work.suspend", "Let a work item rest."),
        "resume": ("work.resume", "Let a suspended work item go on."),
        "save": ("work.save", "Keep what has been entered so far as a draft."),
        "prioritize": ("work.prioritize", "Change the priority of a work item."),
        "complete": ("work.complete", "Hand in what a work item asks for."),
        "skip": ("work.skip", "Pass over a work item that may be skipped."),
        "delegate": ("work.delegate", "Give a work item of yours to one other user."),
        "recount": ("work.recount", "Count again whom open work is for."),
        "reassign": ("work.reassign", "Give a work item, or many, to others."),
    },
)
