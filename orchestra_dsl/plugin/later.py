"""`Later`: a flow begins something that ends elsewhere, and whoever ends it answers the call.

    @flow("approval.ask")
    def ask(order: Order, context: Context) -> Approval | Later:
        portal.open(order.id, answer_with=context.token)
        return Later()

The step stays open until somebody completes the call, or lets it fail, with its token. Time limits, `retry` and cancel
hold as for any call: then the token is of no use any more, and another attempt has another one.
"""

import types
from typing import Any, Union, get_args, get_origin

import attrs


@attrs.frozen
class Later:
    """What a flow returns whose answer comes later, from outside, with `context.token`."""


def without_later(annotation: Any) -> Any:
    """What a result annotation says of the outputs: `Approval | Later` says Approval, `Later` alone none."""
    if annotation is Later:
        return None
    if get_origin(annotation) not in (Union, types.UnionType) or Later not in get_args(annotation):
        return annotation
    rest = tuple(each for each in get_args(annotation) if each is not Later)
    return Union[rest]  # noqa: UP007 - the members are known only here
