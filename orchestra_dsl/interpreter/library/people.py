"""Functions over people and records: the ones whose answers come from outside, as facts."""

from orchestra_dsl.interpreter.context import Context


def user(_: Context, name: str) -> str:
    """The user of this name."""
    return f"user:{name}"


def group(_: Context, name: str) -> str:
    """The group of this name."""
    return f"group:{name}"


def queue(_: Context, name: str) -> str:
    """The queue of this name."""
    return f"queue:{name}"


def manager(context: Context, person: str | None) -> str | None:
    """The manager of a user; missing when there is none, or no user."""
    found: str | None = None if person is None else context.fact(("manager", person))
    return found


def members(context: Context, group_: str) -> list[str]:
    """The users of a group."""
    found = context.members(group_)
    context.charge(len(found))
    return found


def find(context: Context, record: str, id_: str | None) -> str | None:
    """The record of this id; missing when there is none. Who waits for the answer hears when that changes."""
    if id_ is None:
        return None
    context.reads.add((record, id_, "id"))
    return None if context.fact(("record", record, id_)) is None else id_
