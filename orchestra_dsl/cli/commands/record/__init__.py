"""`orchestra record`: the records that the store keeps."""

from orchestra_dsl.cli.groups import group

command = group(
    "record",
    "Put, change, get, list and delete the records of the store. A write starts the runs whose triggers it meets, and "
    "wakes those that wait for it.",
    {
        "put": ("record.put", "Write a record as a whole."),
        "set": ("record.set", "Change fields of a record."),
        "get": ("record.get", "Print a record."),
        "list": ("record.list", "List the records of a type."),
        "delete": ("record.delete", "Delete a record."),
    },
)
