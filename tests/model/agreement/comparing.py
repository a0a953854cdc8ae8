"""Comparing both sides of a pair: what they ask of the world, whom they tell what, and all that can be seen of them."""

from typing import Any

from orchestra_dsl.graph.elements import ROOT, Step
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter.holders import failures_at
from tests.model import failing
from tests.model.agreement.fast import Call as FastCall
from tests.model.agreement.pair import Pair
from tests.model.agreement.seen_fast import Seen, of_fast
from tests.model.agreement.seen_model import of_model
from tests.model.asking import is_asked
from tests.model.state import Call


def goes_round(pair: Pair) -> bool:
    """Whether a loop that never waits has used up the budget of an event, on both sides (rule 22)."""
    state = pair.fast.state
    fast = any(each.code == "Budget" for index in state.failing for each in failures_at(state, index))
    model = any(failure.code == "Budget" for _, failure in failing.failures(pair.run))
    if fast != model:
        pair.disagree("budget", fast, model)
    return fast


def compare(pair: Pair) -> None:
    """Everything that can be seen must be the same. Raises Disagreement."""
    match_calls(pair)
    _compare_keys(pair)
    _compare_children(pair)
    _compare_told(pair)
    fast, model = of_fast(pair.fast), of_model(pair.run, pair.world)
    if pair.run.suspended:  # a question is under way until its answer is applied, or no longer once that is put off
        fast, model = {**fast, "questions": []}, {**model, "questions": []}
    for name in fast.keys() | model.keys():
        if fast.get(name) != model.get(name):
            pair.disagree(name, fast.get(name), model.get(name))
    _compare_outputs(pair)


def match_calls(pair: Pair) -> None:
    """What was asked of the world since: the same on both sides."""
    known_fast, known_model = {each[0] for each in pair.calls}, {each[1] for each in pair.calls} | pair.unasked
    new = [number for number in range(len(pair.run.calls)) if number not in known_model]
    pair.unasked |= {number for number in new if not is_asked(pair.run, number)}
    fast = [(_of_fast(pair, each), n) for n, each in enumerate(pair.fast.calls) if n not in known_fast]
    model = [(_of_model(pair, pair.run.calls[n]), n) for n in new if n not in pair.unasked]
    fast, model = sorted(fast, key=_by_words), sorted(model, key=_by_words)
    if [each for each, _ in fast] != [each for each, _ in model]:
        pair.disagree("calls", [each for each, _ in fast], [each for each, _ in model])
    pair.calls += sorted((f, m) for (_, f), (_, m) in zip(fast, model, strict=True))


def _by_words(each: tuple[Seen, int]) -> tuple[str, int]:
    """Calls that look the same are paired in the order in which they were made."""
    return repr(each[0]), each[1]


def _of_fast(pair: Pair, call: FastCall) -> Seen:
    of: Seen = {"of": pair.name(call.ref.about)}
    match call:
        case co.CallFlow():
            of |= {"with": call.arguments, "waits": call.ref.element != ROOT, "for": call.acting_for}
            return {"call": call.flow, **of, "timeout": call.timeout}
        case co.StartRun():
            of |= {"with": call.arguments, "waits": call.waits, "for": call.by if call.acting else None}
            return {"run": call.orchestration, **of}
        case co.TakeLock():
            return {"lock": call.name, **of}
        case co.LeaveLock():
            return {"unlock": call.name, **of}
    return {"update": f"{call.type}.{call.id}", **of, "with": call.fields}


def _of_model(pair: Pair, call: Call) -> Seen:
    of: Seen = {"of": pair.name(call.element)}
    asked: Seen = {**of, "with": dict(call.arguments), "waits": call.waits, "for": call.acts_for}
    match call.kind:
        case "child":
            return {"run": call.name, **asked}
        case "update":
            return {"update": call.name, **of, "with": dict(call.arguments)}
        case "lock" | "unlock":
            return {call.kind: call.name, **of}
    return {"call": call.name, **asked, "timeout": call.timeout}


def _compare_keys(pair: Pair) -> None:
    """Calls have one idempotency key exactly where they are attempts of one instance in one visit (section 6)."""
    for fast_number, model_number in pair.calls:
        call, identity = pair.fast.calls[fast_number], pair.run.calls[model_number].identity
        if isinstance(call, co.CallFlow):
            key = pair.keys.setdefault(identity, call.key)
            others = [each for each, known in pair.keys.items() if known == call.key]
            if key != call.key or others != [identity]:
                pair.disagree("idempotency key", call.key, (identity, key, others))


def _compare_children(pair: Pair) -> None:
    """The runs of steps that are canceled with what is left, or suspended and resumed with the run (rule 19)."""
    runs = {other: call.run for number, other in pair.calls if isinstance(call := pair.fast.calls[number], co.StartRun)}
    model = [runs[number] for number in pair.run.canceled if number in runs]
    if sorted(pair.fast.ended_children) != sorted(model):
        pair.disagree("canceled runs", pair.fast.ended_children, model)
    still = [(runs[number], resume) for number, resume in pair.run.stilled if number in runs]
    if sorted(pair.fast.stilled_children) != sorted(still):
        pair.disagree("suspended and resumed runs", pair.fast.stilled_children, still)


def _compare_told(pair: Pair) -> None:
    """Notifications; their words where the source has given them."""
    fast, model = list[Any](), list[Any]()
    model_told = pair.run.told[pair.told :]
    for each in pair.fast.told[pair.told :]:
        fast.append((pair.name(each.element), each.channel, sorted(each.to), sorted(set(each.but))))
    for element, channel, to, but, _ in model_told:
        model.append((pair.name(element), channel, sorted(to), sorted(set(but))))
    if sorted(fast) != sorted(model):
        pair.disagree("told", sorted(fast), sorted(model))
    said = [(each.subject, each.body) for each in pair.fast.told[pair.told :]]
    for *_, words in model_told:
        if not any(all(word in (None, found) for word, found in zip(words, each, strict=True)) for each in said):
            pair.disagree("words", said, words)
    pair.told = len(pair.fast.told)


def _compare_outputs(pair: Pair) -> None:
    """What the interpreter still keeps of outputs is what the model has."""
    for index, kept in pair.fast.state.outputs.items():
        step, element = pair.run.steps.get(index), pair.graph.elements[index]
        assert isinstance(element, Step)
        done = {str(each.number): each.outputs for each in step.instances if each.status == "completed"} if step else {}
        has: Any = done if element.each is not None else done.get("0")
        if kept != has:
            pair.disagree(f"outputs of {element.name}", kept, has)
