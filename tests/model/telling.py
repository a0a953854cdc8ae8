"""Notifications about work items. Their default words are no part of the language; those of the source are."""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph.expressions import Expression
from tests.model.conditions import work_out
from tests.model.errors import Failed
from tests.model.state import Place, Run, Stored
from tests.model.world import World

DEFAULT = None
"""In the place of words that the source does not give."""


def tell(
    run: Run,
    element: int,
    channels: tuple[str, ...],
    to: tuple[str, ...],
    words: tuple[Stored, Stored] = (DEFAULT, DEFAULT),
    but: tuple[str, ...] = (),
) -> Run:
    """People are told something through each channel; nobody where there is nobody."""
    messages = ((element, channel, to, but, words) for channel in channels)
    return evolve(run, told=(*run.told, *messages)) if to else run


def assigned(run: Run, world: World, number: int) -> Run:
    """Its candidates hear of a work item that was opened or given to them, if `notify via` says so."""
    item = run.work[number]
    element = run.graph.elements[item.step]
    assert isinstance(element, el.Interactive)
    instance = run.steps[item.step].instances[item.instance]
    if element.notice is None or instance.disabled:
        return run
    place, thing = (item.step, item.instance), instance.item
    subject, body = (_words(run, world, place, each, thing) for each in (element.notice.subject, element.notice.body))
    but = (*item.excluded, *item.delegated)
    return tell(run, item.step, element.notice.channels, item.candidates, (subject, body), but)


def _words(run: Run, world: World, place: Place, words: Expression | None, item: Stored) -> Stored:
    """Words that cannot be worked out keep nobody from their work: the default ones are sent."""
    try:
        return DEFAULT if words is None else work_out(run, world, place, words, item)
    except Failed:
        return DEFAULT


def reminder(run: Run, number: int) -> Run:
    """Whoever has claimed a work item, else its candidates, are told again."""
    item = run.work[number]
    element = run.graph.elements[item.step]
    assert isinstance(element, el.Interactive)
    if element.notice is None or run.steps[item.step].instances[item.instance].disabled:
        return run
    to = item.candidates if item.claimed_by is None else (item.claimed_by,)
    return tell(run, item.step, element.notice.channels, to, but=(*item.excluded, *item.delegated))
