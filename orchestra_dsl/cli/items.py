"""Work items as commands print them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli.output import heading, instant, moment, now, values_text
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.graph.types import show
from orchestra_dsl.graph.values import principal_name

if TYPE_CHECKING:
    from orchestra_dsl.runtime.counters.work_item import WorkItem
    from orchestra_dsl.workspace.forms import Form


def item_plain(item: "WorkItem") -> dict[str, Any]:
    """A work item for programs."""
    return {
        "item": item.key,
        "run": item.run,
        "orchestration": item.orchestration,
        "step": item.element,
        "instance": item.instance,
        "label": item.label,
        "screen": item.screen,
        "status": item.status.words,
        "version": item.version,
        "candidates": list(item.candidates),
        "excluded": list(item.excluded),
        "delegated": list(item.delegated),
        "claimed_by": item.claimed_by,
        "completed_by": item.completed_by,
        "acting_for": item.acting_for,
        "pool": list(item.pool),
        "opened_at": instant(item.opened_at),
        "due_at": None if item.due_at is None else instant(item.due_at),
        "suspended_until": None if item.until is None else instant(item.until),
        "draft": dict(item.draft),
        "overdue": item.is_overdue(now()),
        "priority": item.priority,
        "may_skip": item.may_skip,
        "about": item.about,
        "locks": item.locks,
        "arguments": dict(item.arguments),
        "asks": [{"name": each.name, "type": show(each.type), "label": each.label} for each in item.outputs],
    }


def due_text(item: "WorkItem") -> str:
    """When the item is due, in the local time of whoever looks, and whether that has passed; empty without a time."""
    if item.due_at is None:
        return ""
    return f"{moment(item.due_at)}{' (overdue)' if item.is_overdue(now()) else ''}"


def print_item(item: "WorkItem", place: str, who: str, form: "Form") -> None:
    """A work item for people: what it is about, and what it asks for."""
    heading(f"{item.key}: {place}")
    for word, text in _known(item, who):
        click.echo(f"  {word:<10} {text}")
    if form.title:
        click.echo(f"  {plain(form.title)}")
    if form.text:
        click.echo(f"  {plain(form.text)}")
    for field in form.fields:
        click.echo(f"  {field.name}: {plain(field.label)} ({plain(field.expected)})")
        if field.help:
            click.echo(f"    {plain(field.help)}")


def _known(item: "WorkItem", who: str) -> Iterator[tuple[str, str]]:
    """What there is to say of an item, a word each; what it has nothing of is left out."""
    yield from (("run", item.run), ("status", plain(who)))
    told = {
        "excluded": _names(item.excluded),
        "delegated": item.delegated and f"by {_names(item.delegated)}",
        "opened": moment(item.opened_at),
        "due": due_text(item),
        "priority": item.priority and str(item.priority),
        "about": plain(item.about or ""),
        "locks": plain(item.locks or ""),
        "shows": item.arguments and values_text(item.arguments),
        "skip": item.may_skip and "whoever may complete it may skip it",
        "draft": item.draft and values_text(item.draft),
    }
    yield from ((word, str(text)) for word, text in told.items() if text)


def _names(people: tuple[str, ...]) -> str:
    return ", ".join(map(principal_name, people))
