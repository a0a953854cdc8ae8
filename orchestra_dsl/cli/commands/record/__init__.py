"""`orchestra record`: the records that the store keeps."""

from orchestra_dsl.cli.groups import group

command = group(
    "record",
    "Put, change, get, list and delete the records of the store. A write starts the runs whose triggers it meets, and "
    "wakes those that wait for it. What plugins bring in by themselves is shown by `sources` and `rejected`.",
    {
        "put": ("record.put", "Write a record as a whole."),
        "set": ("record.set", "Change fields of a record."),
        "get": ("record.get", "Print a record."),
        "list": ("record.list", "List the records of a type."),
        "delete": ("record.delete", "Delete a record."),
        "sources": ("record.sources", "List the record sources of plugins, and how far each has come."),
        "reset": ("record.reset", "Let a record source go on from the beginning, or from another cursor."),
        "rejected": ("record.rejected", "List what record sources have brought and could not be applied."),
        "retry": ("record.retry", "Try again what could not be applied."),
        "discard": ("record.discard", "Forget a change that could not be applied."),
    },
)
