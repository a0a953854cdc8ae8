"""Notifications by email, Slack, Teams, SMS and many others, as each person prefers.

In `orchestra.toml`:

    [settings.notify.email]
    host = "mail.example.com"
    sender = "Orchestra <orchestra@example.com>"
    address = "{user}@example.com"

    [settings.notify.services.sms]
    url = { env = "SMS_URL" }       # as Apprise writes it; {address} stands for that of whoever is told
"""

from collections.abc import Iterable
from typing import Any

from orchestra_dsl.plugin import Channel, Project, hookimpl


@hookimpl
def orchestra_channels(project: Project) -> Iterable[Channel[..., Any]]:
    """Supply `email`, the services by their names, and `preferred`, as far as [settings.notify] describes them."""
    table = project.settings.get("notify")  # as it is written: secrets are read when they are needed
    if not table:
        return []
    from orchestra_notify.channels import channels_of  # noqa: PLC0415 - a project without it pays nothing

    return channels_of(table, project.folder)
