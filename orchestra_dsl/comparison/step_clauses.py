"""What a step says, clause by clause."""

from collections.abc import Iterator

from orchestra_dsl.comparison.people_clauses import due_clauses, notice_clauses
from orchestra_dsl.comparison.texts import Clause, Texts, given
from orchestra_dsl.graph import elements as el

_CALLED = {el.Background: "flow", el.Child: "run", el.Interactive: "screen"}


def step_clauses(step: el.AnyStep, texts: Texts) -> Iterator[Clause]:
    """The clauses in the order in which a source has them."""
    yield from given(("label", step.label))
    yield _CALLED[type(step)], _called(step)
    for field, argument in zip(step.parameters, step.arguments, strict=True):
        yield f"argument {field.name}", texts.spell(argument)
    if step.after is not None:
        yield "start after", texts.join(step.after)
    yield from texts.spelled(("start when", step.start_when), ("only if", step.only_if))
    if step.each is not None:
        yield "for each", _each(step.each, texts)
        yield from given(("may add", "yes" if step.each.may_add else None))
        yield from texts.spelled(("enough when", step.each.enough_when))
    yield from texts.spelled(("finish when", step.finish_when), ("withdraw when", step.withdraw_when))
    if isinstance(step, el.Interactive):
        yield from _people(step, texts)
    else:
        yield from given(("waiting", None if step.waits else "no"))
        yield from given(("retry", None if step.retry is None else _retry(step.retry, texts)))
        yield from texts.spelled(("as", step.acting_for))
    yield from texts.spelled(("timeout", step.timeout))
    yield from texts.handlers(step.handlers, step.name)
    if step.undo is not None:
        yield "undo", f"{step.undo.flow}({', '.join(map(texts.spell, step.undo.arguments))})"


def _called(step: el.AnyStep) -> str:
    match step:
        case el.Background():
            return step.flow
        case el.Child():
            return step.orchestration
    return step.screen


def _each(each: el.ForEach, texts: Texts) -> str:
    window = "" if each.at_most is None else " one by one" if each.at_most == 1 else f" at most {each.at_most} at once"
    return f"{texts.spell(each.items)}{window}"


def _retry(retry: el.Retry, texts: Texts) -> str:
    every = "" if retry.every is None else f" every {texts.spell(retry.every)}"
    limit = "" if retry.up_to is None else f" up to {texts.spell(retry.up_to)}"
    return f"{retry.times} times{every}{' doubling' if retry.doubling else ''}{limit}"


def _people(step: el.Interactive, texts: Texts) -> Iterator[Clause]:
    yield from texts.spelled(("assign to", step.assign), ("otherwise", step.otherwise))
    yield from texts.spelled(("same person as", step.same_as))
    yield from given(("different people", "yes" if step.different else None))
    if step.exclude:
        yield "exclude", ", ".join(map(texts.spell, step.exclude))
    if step.about is not None:
        yield "about", texts.spell(step.about.record)
    if step.locks is not None:
        but = " except assignees" if step.assignees_may_write else ""
        yield "locks", f"{texts.spell(step.locks.record)}{but}"
    if step.due is not None:
        yield from due_clauses(step.due, texts.spell)
    yield from texts.spelled(("remind every", step.remind), ("priority", step.priority))
    yield from texts.spelled(("may delegate to", step.delegates))
    yield from given(("may skip", "yes" if step.may_skip else None))
    yield from texts.spelled(("enabled while", step.enabled_while))
    if step.notice is not None:
        yield from notice_clauses(step.notice, texts.spell)
