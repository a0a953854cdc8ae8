"""`orchestra event`: messages from outside."""

from orchestra_dsl.cli.groups import group

command = group(
    "event",
    "Send events from outside to the runs that wait for them, and start those that begin with them.",
    {"send": ("event.send", "Send an event.")},
)
