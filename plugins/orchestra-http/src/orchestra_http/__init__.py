"""HTTP calls as flows, declared in `orchestra.toml`, without Python:

[settings.http.flows."crm.lookup"]
url = "https://crm.example.com/customers/{customer}"
bearer = { env = "CRM_TOKEN" }
parameters = { customer = "text" }
outputs = { name = "text", limit = { type = "decimal?", from = "body.account.limit" } }
errors = { 404 = "NotFound" }
"""

from collections.abc import Iterable
from typing import Any

from orchestra_dsl.plugin import Flow, Project, hookimpl

PLUGIN = "http"
"""The name of the plugin, and of its table of settings."""


@hookimpl
def orchestra_flows(project: Project) -> Iterable[Flow[..., Any]]:
    """Supply a flow for each table in [settings.http.flows]. None is read before it is asked for."""
    table = project.settings.get(PLUGIN)
    if not table:
        return []
    from orchestra_http.flow import flows_of  # noqa: PLC0415 - a project without it pays nothing

    return flows_of(table, project.folder)
