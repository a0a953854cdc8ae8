"""The request of one call: values and secrets in their places."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import msgspec

from orchestra_dsl.plugin import Context, FlowError
from orchestra_dsl.plugin.masking import mask_from_now
from orchestra_http.declared import Declared
from orchestra_http.exchange import Outgoing
from orchestra_http.tree import Reveal, filled, text_of

_JSON = msgspec.json.Encoder(decimal_format="number")


def revealing(declared: Declared, context: Context) -> Reveal:
    """What reads the secrets of a flow, at the moment at which they are needed."""

    def reveal(path: tuple[Any, ...]) -> str:
        found: Any = context.settings["flows"][declared.name]
        for step in path:
            found = found[step]
        return str(found)

    return reveal


def outgoing_for(declared: Declared, values: Mapping[str, Any], context: Context) -> Outgoing:
    """The request. Raises FlowError for a value that cannot be sent, and BadPlugin for a secret that is lacking."""
    reveal = revealing(declared, context)
    headers = {}
    for name, leaf in declared.headers.items():
        text = text_of(leaf, values, reveal)
        if text is not None:
            headers[name] = text
    headers |= _signed(declared, values, reveal)
    if declared.idempotency is not None:
        headers[declared.idempotency] = context.idempotency_key
    content = None
    if declared.body is not None:
        content = _JSON.encode(filled(declared.body, values, reveal))
        headers.setdefault("Content-Type", "application/json")
    for name, text in headers.items():
        if not text.isprintable():
            raise FlowError("BadValue", f"the header {name} would hold what no header can: a line break, or the like")
    return Outgoing(declared.table.method, declared.address.filled(values, reveal), list(headers.items()), content)


def _signed(declared: Declared, values: Mapping[str, Any], reveal: Reveal) -> dict[str, str]:
    """The header that says who calls."""
    if "bearer" in declared.sign:
        return {"Authorization": f"Bearer {text_of(declared.sign['bearer'], values, reveal)}"}
    if "basic" in declared.sign:
        basic = declared.sign["basic"]
        pair = ":".join(text_of(basic[key], values, reveal) or "" for key in ("user", "password"))
        coded = b64encode(pair.encode()).decode()
        mask_from_now(coded)
        return {"Authorization": f"Basic {coded}"}
    return {}
