"""What is on an agenda, by name, and who does it; and the loop that works it off.

First come errors, then what has been put there, in that order; then steps begin, in the order of the source, whichever
of them has waited longer (language.md, rule 21); then control moves on, whoever has waited longest first; then whoever
waits for something that has changed is asked again, in the order of the source; then work whose exclusions have changed
is counted again; last, where steps have turns, the next one has its turn.
"""

from collections.abc import Callable, Mapping

from orchestra_dsl.interpreter import (
    calls,
    children,
    control,
    failing,
    for_each,
    instances,
    leaving,
    opening,
    parallels,
    recounting,
    stages,
    steps,
    turns,
)
from orchestra_dsl.interpreter.facts import MissingFact
from orchestra_dsl.interpreter.machine import Machine, Work

OPERATIONS: Mapping[Work, Callable[..., None]] = {
    "go": control.go,
    "fall off": control.fall_off,
    "recheck": control.recheck,
    "end run": control.end_run,
    "check stage": stages.check,
    "enter parallel": parallels.enter,
    "check parallel": parallels.check,
    "begin step": steps.begin,
    "advance step": steps.advance,
    "begin instance": instances.begin,
    "begin next": instances.begin_next,
    "call flow": calls.call_flow,
    "start child": children.start,
    "submit": instances.submit,
    "open item": opening.open_item,
    "finish instance": for_each.finish_instance,
    "handle error": failing.handle,
    "begin block": leaving.begin_block,
}


_OF_INSTANCES: frozenset[Work] = frozenset({"begin instance", "begin next", "call flow", "start child", "open item"})
"""What each instance of a step does by itself: what several of them want to know is asked for at once."""


def work_off(m: Machine) -> None:
    """Do all that is to be done, until nothing is left that could go on without another event.

    Where a fact is missing, only what could want others is still tried: nothing of it will be kept.
    """
    agenda, urgent, begins, moves, dirty, stirred = m.agenda, m.urgent, m.begins, m.moves, m.dirty, m.stirred
    missing_facts = m.missing
    while True:
        while first := urgent or agenda or begins or moves:
            work, arguments = first.popleft()
            if missing_facts and work not in _OF_INSTANCES:
                continue
            try:
                OPERATIONS[work](m, *arguments)
            except MissingFact as missing:
                if work not in _OF_INSTANCES:
                    raise
                missing_facts.append(missing.key)
        if missing_facts:
            return
        if not dirty and not stirred:
            if m.recounts or m.counting:
                recounting.count_next(m)
                continue
            if not m.turns:
                return
            turns.give(m)
            continue
        element = min(*dirty, *stirred) if len(dirty) + len(stirred) > 1 else next(iter(dirty or stirred))
        some = stirred.pop(element, None)
        if element in dirty:
            dirty.remove(element)
            some = None
        control.recheck(m, element, some)
