"""What a message says, by templates: the project's own, and for those that it has not the plugin's."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from orchestra_dsl.plugin.problems import BadPlugin, message_of
from orchestra_notify.held import Note

LONGEST_SUBJECT = 200
"""Characters of a subject; what is longer is cut."""


@attrs.frozen(kw_only=True)
class Written:
    """A message that can be sent. `key` is the same whenever it is written of the same notifications."""

    user: str
    key: str
    subject: str
    text: str
    html: str
    at: datetime


class Writer:
    """Writes messages. Templates get `user`, `notes` (each with `subject`, `text`, `at`, `run`, `step`), `subject`."""

    def __init__(self, folder: Path | None) -> None:
        own = [] if folder is None else [jinja2.FileSystemLoader(folder)]
        self._templates = ImmutableSandboxedEnvironment(
            loader=jinja2.ChoiceLoader([*own, jinja2.PackageLoader("orchestra_notify")]),
            autoescape=jinja2.select_autoescape(["html"]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, user: str, notes: Sequence[Note], zone: ZoneInfo, now: datetime) -> Written:
        """The message about these, with times in the zone of its reader. Raises BadPlugin for a template that fails."""
        local = [attrs.evolve(note, at=note.at.astimezone(zone)) for note in notes]
        subject = " ".join(self._render("subject.txt", user=user, notes=local).split())
        return Written(
            user=user,
            key="\n".join(sorted(note.key for note in notes)),
            subject=subject if len(subject) <= LONGEST_SUBJECT else f"{subject[:LONGEST_SUBJECT]}…",
            text=self._render("text.txt", user=user, notes=local, subject=subject).strip() + "\n",
            html=self._render("page.html", user=user, notes=local, subject=subject),
            at=now,
        )

    def _render(self, template: str, **values: object) -> str:
        try:
            return self._templates.get_template(template).render(**values)
        except jinja2.TemplateSyntaxError as error:
            what = f"the template {error.filename or template}, line {error.lineno}: {error.message}"
            raise BadPlugin(what, "`templates` in [settings.notify] names its folder.") from error
        except Exception as error:  # whatever an expression in a template may lead to
            raise BadPlugin(f"the template {template} fails: {message_of(error)}", None) from error
