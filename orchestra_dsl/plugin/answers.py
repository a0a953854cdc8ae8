"""What a plugin's function returned, checked and made a plain value. All raise BadValue for what does not fit."""

from collections.abc import Mapping
from datetime import timedelta

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.values import Value
from orchestra_dsl.plugin.convert import store_outputs
from orchestra_dsl.plugin.invocation import Answered, Returned
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.masking import shortened
from orchestra_dsl.plugin.predicate import Answer
from orchestra_dsl.plugin.screen import View

_MICROSECOND = timedelta(microseconds=1)
_AGES = timedelta(days=365 * 100)
"""Who wants to be asked again later than that is asked then: an instant has to stay one that can be stored."""
LONGEST_VIEW = 100_000
"""The most characters that a screen may show: people are to read them."""


def returned(declared: Signature, result: Value) -> Returned | Later:
    """A flow's outputs, as they are declared; or that they come later."""
    if isinstance(result, Later):
        return result
    try:
        return Returned(store_outputs(declared.outputs, result))
    except BadValue as error:
        raise BadValue("", f"the flow {declared.name} returned what it should not: {error}") from error


def answered(declared: Signature, result: Value) -> Answered:
    """A predicate's answer."""
    answer = result if isinstance(result, Answer) else Answer(result)
    if not isinstance(answer.value, bool):
        raise BadValue("", f"the predicate {declared.name} should answer true or false, not {shortened(result)}")
    again = answer.ask_again_in
    if again is not None and again < _MICROSECOND:
        raise BadValue("", f"the predicate {declared.name} asks to be asked again in {again}, which is no time at all")
    return Answered(answer.value, None if again is None else min(again, _AGES) // _MICROSECOND)


def viewed(declared: Signature, result: Value) -> View:
    """What a screen shows."""
    if not isinstance(result, View):
        raise BadValue("", f"the screen {declared.name} should answer a View, not {shortened(result)}")
    given: object = result.help  # whoever checks no types may give anything
    if not isinstance(given, Mapping):
        raise BadValue("", f"the screen {declared.name} should give its help by field, not {shortened(given)}")
    texts: list[object] = [result.title or "", result.text or "", *given, *given.values()]
    if odd := [each for each in texts if not isinstance(each, str)]:
        raise BadValue("", f"what the screen {declared.name} shows should be text, not {shortened(odd[0])}")
    if (length := sum(len(str(each)) for each in texts)) > LONGEST_VIEW:
        what = f"the screen {declared.name} shows {length:,} characters, where {LONGEST_VIEW:,} are allowed"
        raise BadValue("", what)
    return result
