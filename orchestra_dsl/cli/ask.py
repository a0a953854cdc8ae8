"""Asking a person for the fields of a form, one after the other, until each fits."""

from collections.abc import Callable, Sequence

import click

from orchestra_dsl.cli.lines import Lines
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.workspace.forms import Form, FormField

Tick = Callable[[], bool]
"""Called while somebody thinks; False when there is nothing to ask any more."""


def ask_form(lines: Lines, form: Form, tick: Tick) -> dict[str, Stored] | None:
    """The values of the form; None when the person leaves it, or `tick` answers False."""
    if form.text:
        click.echo(f"  {plain(form.text)}")
    values: dict[str, Stored] = {}
    for field in form.fields:
        if field.help:
            click.echo(click.style(f"  {plain(field.help)}", dim=True))
        answered, value = _ask_field(lines, field, tick)
        if not answered:
            return None
        if value is not None:
            values[field.name] = value
    return values


def _ask_field(lines: Lines, field: FormField, tick: Tick) -> tuple[bool, Stored]:
    """Ask for one field until the answer fits."""
    while True:
        text = _line(lines, f"  {plain(field.label)} ({field.expected}): ", tick)
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
