"""`orchestra call`: calls that are answered from outside."""

from orchestra_dsl.cli.groups import group

command = group(
    "call",
    "Answer calls of flows that wait for somebody outside: those whose token you were given.",
    {
        "list": ("call.list", "List the calls of a run that wait, with their tokens."),
        "complete": ("call.complete", "Answer a call with its outputs."),
        "fail": ("call.fail", "Let a call fail, with the name of an error."),
    },
)
