"""Calls and questions: whatever is in the outbox somebody waits for, and the other way round."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import Background
from orchestra_dsl.interpreter.commit import AskPredicate, Tell
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.names import effect_name
from orchestra_dsl.runtime.invariants.subject import Subject, outlives


def no_effect_without_somebody_who_waits(run: Subject) -> Iterator[str]:
    """A call or a question is under way only as long as an element waits for its answer."""
    awaited = _awaited(run)
    for name, effect in run.rows.effects.items():
        if name not in awaited and not outlives(name):
            yield f"the effect {name} is under way, and nothing waits for its answer"
        if effect is not None:
            kind = {AskPredicate: "p", Tell: "t"}.get(type(effect), "")
            if name != effect_name(effect.ref, kind):
                yield f"the effect {name} calls itself {effect_name(effect.ref, kind)}"


def no_waiting_for_an_effect_that_is_not_under_way(run: Subject) -> Iterator[str]:
    """Whoever waits for an answer has asked, and the answer is still to come."""
    if run.rows.unsure:
        return
    awaited = _awaited(run)
    for name in sorted(awaited.keys() - run.rows.effects.keys() - run.effects_coming()):
        yield f"{awaited[name]} waits for the effect {name}, which is not under way"


def _awaited(run: Subject) -> dict[str, str]:
    """The names of the effects whose answers somebody waits for, each with who does."""
    found = {}
    for ref, holder in run.holders():
        for answer in holder.waiting.answers if holder.waiting else ():
            if answer.value is None:
                question = Ref(ref.element, ref.visit, ref.instance, answer.number)
                found[effect_name(question, "p")] = run.name(ref.element)
    found |= _calls(run)
    for thread in run.state.threads.values():
        if thread.undoing is not None:
            done = run.state.done
            entry = next(each for each in done if (each.step, each.visit, each.instance) == thread.undoing)
            call = Ref(thread.at, thread.visit, thread.undone, entry.attempt)
            found[effect_name(call)] = run.name(thread.at)
    return found


def _calls(run: Subject) -> dict[str, str]:
    retrying = run.rows.timers.keys() | run.timers_coming()
    found = {}
    for index, step in run.state.steps.items():
        if not isinstance(run.program.elements[index], Background):
            continue
        for number, instance in step.instances.items():
            ref = Ref(index, step.visit, number, instance.attempt)
            done = instance.outputs is not None or instance.arguments is None or instance.failure is not None
            if not (done or instance.held or ("retry", ref) in retrying):
                found[effect_name(ref)] = run.name(index)
    return found
