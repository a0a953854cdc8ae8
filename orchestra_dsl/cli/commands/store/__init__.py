"""`orchestra store`: the store as a file."""

from orchestra_dsl.cli.groups import group

command = group(
    "store",
    "Look after the store itself.",
    {
        "check": ("store.check", "Check that a whole store is in order."),
    },
)
