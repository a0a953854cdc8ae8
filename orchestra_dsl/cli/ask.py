"""Asking a person for the fields of a form, one after the other, until each fits."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import click

from orchestra_dsl.cli.lines import Lines
from orchestra_dsl.cli.output import value_text
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.workspace.forms import Form, FormField

Tick = Callable[[], bool]
"""Called while somebody thinks; False when there is nothing to ask any more."""


EMPTY: Mapping[str, Stored] = MappingProxyType({})


def ask_form(lines: Lines, form: Form, tick: Tick, draft: Mapping[str, Stored] = EMPTY) -> dict[str, Stored] | None:
    """The values of the form; None when the person leaves it, or `tick` answers False.

    For a field that the draft has only Enter takes what stands there.
    """
    if form.text:
        click.echo(f"  {plain(form.text)}")
    values: dict[str, Stored] = {}
    for field in form.fields:
        if field.help:
            click.echo(click.style(f"  {plain(field.help)}", dim=True))
        answered, value = _ask_field(lines, field, tick, draft.get(field.name))
        if not answered:
            return None
        if value is not None:
            values[field.name] = value
    return values


def _ask_field(lines: Lines, field: FormField, tick: Tick, before: Stored) -> tuple[bool, Stored]:
    """Ask for one field until the answer fits."""
    while True:
        offered = "" if before is None else f" [{value_text(before)}]"
        text = _line(lines, f"  {plain(field.label)} ({field.expected}){offered}: ", tick)
        if text is not None and before is not None and not text.strip():
            return True, before
        if text is None:
            return False, None
        if field.needed and not text.strip():
            click.echo(click.style("  Something is needed here.", fg="red"))
            continue
        try:
            return True, field.read(text)
        except BadValue as error:
            click.echo(click.style(f"  That does not fit: {plain(str(error))}", fg="red"))


def ask_user(lines: Lines, users: Sequence[str], tick: Tick) -> str | None:
    """Which of these users answers; None for nobody of them."""
    offered = f"{', '.join(users)}; only Enter leaves it to others"
    while True:
        text = _line(lines, f"  Who are you? ({plain(offered)}): ", tick)
        if text is None or not text.strip():
            return None
        name = text.strip().removeprefix("user:")
        if name in users:
            return name
        hint = did_you_mean(name, users) or "Only they may complete it."
        click.echo(click.style(f"  {plain(name)} may not. {hint}", fg="red"))


def _line(lines: Lines, prompt: str, tick: Tick) -> str | None:
    click.echo(prompt, nl=False)
    text = lines.read(tick)
    if text is None:
        click.echo()
    elif not lines.person:
        click.echo(plain(text))  # on a terminal it stands there already
    return text
