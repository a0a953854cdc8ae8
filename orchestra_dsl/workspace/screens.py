"""The form of a work item: made from its screen's declaration and, where a plugin supplies the screen, its view."""

from collections.abc import Callable, Mapping
from typing import Any

from orchestra_dsl.graph.model import Graph, Signature
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.invocation import Failed
from orchestra_dsl.plugin.request import Request
from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.runtime.threads.in_time import InTime, NotInTime
from orchestra_dsl.workspace.forms import Form, form_of

Fetch = Callable[[str, str], Mapping[str, Any] | None]

_in_time = InTime()


def form_for(item: WorkItem, graph: Graph, calls: Calls, fetch: Fetch) -> Form:
    """The form. A plugin's screen that fails takes nothing away but what it would have shown."""
    declared = next(screen for screen in graph.screens if screen.name == item.screen)
    signature = Signature("screen", item.screen, declared.parameters, item.outputs)
    request = Request(
        declared=declared,
        arguments=item.arguments,
        records={record.name: record for record in graph.records},
        fetch=fetch,
        key=f"{item.run}/{item.key}",
        run=item.run,
        step=item.element,
    )
    title = item.label or item.element
    answers: list[Any] = []
    try:
        _in_time.ask(item.screen, lambda: answers.append(calls.screen(request)), answers.__len__)
    except NotInTime as error:
        return form_of(signature, title, f"(The screen cannot be shown: {error})")
    (view,) = answers
    if view is None:
        return form_of(signature, title)
    if isinstance(view, Failed):
        return form_of(signature, title, f"(The screen cannot be shown: {view.message})")
    return form_of(signature, view.title or title, view.text, view.help)
