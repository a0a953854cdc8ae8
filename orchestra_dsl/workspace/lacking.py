"""What a command names, and no plugin supplies: one that could not be loaded may be the reason."""

from typing import TYPE_CHECKING

from orchestra_dsl.workspace.errors import UsageError

if TYPE_CHECKING:
    from orchestra_dsl.plugin.registry import Registry


def lacking(what: str, where: str | None, hint: str, registry: "Registry") -> UsageError:
    """That nobody has it, with what to do, and which plugins could not be loaded."""
    broken = ", ".join(dict.fromkeys(each.plugin for each in registry.problems if each.kind == "load"))
    more = f" The plugin {broken} could not be loaded whole: see `orchestra plugins`." if broken else ""
    return UsageError(what, where=where, hint=f"{hint}{more}")
