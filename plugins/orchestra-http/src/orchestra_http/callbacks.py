"""Where calls are answered from outside: a WSGI application that takes what is posted to the address `{callback}`.

    application = for_project("path/of/the/project")    # for gunicorn, uWSGI, mod_wsgi and the like

`python -m orchestra_http` serves it. The end of the path is the name of the flow and the token of the call; what stands
before them is the server's own affair. Whoever has the address may answer the call, once, and can do nothing else: what
is posted is read as the call's own flow says, and the name of another flow is refused. The same answer again is taken
for what it is; another one is a conflict.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIEnvironment

import attrs

from orchestra_dsl import EventFailed, FactsUnavailable, Project, Refusal, StoreError
from orchestra_dsl.plugin import FlowError
from orchestra_dsl.plugin.problems import Unavailable
from orchestra_http import PLUGIN
from orchestra_http.flow import HttpFlow
from orchestra_http.mapping import Mapped, Message, Unreadable

if TYPE_CHECKING:
    from orchestra_dsl.runtime.counters.open_calls import OpenCalls

LARGEST = 256 * 1024
"""The most bytes that may be posted: outputs of a flow may take no more."""
_STATUS = {
    "not found": HTTPStatus.NOT_FOUND,
    "bad value": HTTPStatus.UNPROCESSABLE_ENTITY,
}
_log = logging.getLogger("orchestra.http.callbacks")


class Refused(Exception):
    """What is answered instead."""

    def __init__(self, status: HTTPStatus, message: str, headers: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


@attrs.frozen
class Callbacks:
    """The application: the calls of an engine, and for each flow that may be answered how what is posted is read.

    `close` is to be called at the end.
    """

    calls: "OpenCalls"
    flows: Mapping[str, Mapped]
    close: Callable[[], None] = lambda: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        headers: Sequence[tuple[str, str]] = ()
        said: dict[str, Any]
        try:
            first = self._answered(environ)
            status, said = HTTPStatus.OK, {"answered": True, "before": not first}
        except Refused as error:
            status, said, headers = error.status, {"error": str(error)}, error.headers
        except Refusal as error:
            status, said = _STATUS.get(error.code, HTTPStatus.CONFLICT), {"error": error.message}
        except (EventFailed, FactsUnavailable, StoreError):
            _log.exception("a call could not be answered")
            status, said = HTTPStatus.SERVICE_UNAVAILABLE, {"error": "this cannot be taken now; send it again later"}
            headers = [("Retry-After", "30")]
        body = json.dumps(said).encode() + b"\n"
        length = ("Content-Length", str(len(body)))
        start_response(f"{status.value} {status.phrase}", [("Content-Type", "application/json"), length, *headers])
        return [body]

    def _answered(self, environ: WSGIEnvironment) -> bool:
        """Complete the call, or let it fail; answers False where the same has been said before."""
        _, name, token = f"//{environ.get('PATH_INFO', '')}".rsplit("/", 2)
        mapped = self.flows.get(name)
        if mapped is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here: an address ends with a flow and a token")
        if environ["REQUEST_METHOD"] != "POST":
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "the answer is to be posted", [("Allow", "POST")])
        if self.calls.flow(token) != name:  # a token of no call is refused before anything is read
            raise Refused(HTTPStatus.NOT_FOUND, "this is the address of no call: the token is of another flow")
        message = Message(HTTPStatus.OK, _headers(environ), _posted(environ))
        try:
            outputs = mapped.read(message)
        except Unreadable as error:
            raise Refused(HTTPStatus.BAD_REQUEST, str(error)) from error
        except FlowError as error:
            return self.calls.fail(token, error.name, str(error))
        return self.calls.complete(token, outputs or {})


def for_project(folder: Path | str, store: Path | str | None = None) -> Callbacks:
    """The application for a project, and its store or another. Raises UsageError, StoreError and BadPlugin."""
    project = Project.load(folder)
    engine = project.engine(store, install=False)
    return Callbacks(engine.calls, answerable(project), engine.close)


def answerable(project: Project) -> dict[str, Mapped]:
    """How what is posted is read, for each flow that hands out {callback}. One with a mistake in it is left out."""
    registry = project.registry
    found = {}
    for name in registry.names("flow"):
        if registry.owner("flow", name) != PLUGIN:
            continue
        try:
            flow = registry.flow(name)
        except Unavailable as error:
            _log.warning("%s", error.problem)
            continue
        if isinstance(flow, HttpFlow) and flow.declared.later:
            found[name] = flow.declared.mapped
    return found


def _posted(environ: WSGIEnvironment) -> bytes:
    """What was posted. Raises Refused where it is too large."""
    said = environ.get("CONTENT_LENGTH") or ""
    if not said and environ.get("wsgi.input_terminated"):
        said = str(LARGEST + 1)
    if not (said.isascii() and said.isdigit()):
        raise Refused(HTTPStatus.LENGTH_REQUIRED, "nothing says how long what is posted is")
    content: bytes = environ["wsgi.input"].read(min(int(said[:12]), LARGEST + 1))
    if len(content) > LARGEST:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {LARGEST:,} bytes may be posted")
    return content


def _headers(environ: WSGIEnvironment) -> dict[str, Any]:
    named = {key[5:]: value for key, value in environ.items() if key.startswith("HTTP_")}
    if "CONTENT_TYPE" in environ:
        named["CONTENT_TYPE"] = environ["CONTENT_TYPE"]
    return {name.lower().replace("_", "-"): value for name, value in named.items()}
