"""What a scenario lets flows and predicates answer, and who is told: the effects of its runs."""

from orchestra_dsl.graph.accept import BadValue, accept_fields
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.interpreter.commit import AskPredicate, CallFlow, Tell
from orchestra_dsl.interpreter.events import Act, FlowFailed, FlowReturned, PredicateAnswered, PredicateFailed, Told
from orchestra_dsl.runtime.applying.substitution import places_taken
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.store.rows import OutboxRow
from orchestra_dsl.scenario.answers import Answers, Call, Fails, Notice
from orchestra_dsl.scenario.evaluation import Evaluation
from orchestra_dsl.scenario.pump import Reply
from orchestra_dsl.scenario.result import ScenarioFailed
from orchestra_dsl.scenario.samples import sample_fields

_MESSAGE = "the scenario lets it fail"


class Script:
    """Answers effects as the scenario says."""

    def __init__(self, core: Core, answers: Answers, evaluation: Evaluation) -> None:
        self._core = core
        self._answers = answers
        self._evaluation = evaluation

    def respond(self, row: OutboxRow, graph: Graph) -> Reply:
        """Answer an effect now or when its time has passed. Raises ScenarioFailed where nothing is given."""
        act, name = self._made(row, graph)
        delay = None if isinstance(row.effect, Tell) else self._answers.delay(name)
        return Reply(act, self._core.clock.now() if delay is None else self._evaluation.after(delay))

    def _made(self, row: OutboxRow, graph: Graph) -> tuple[Act, str]:
        match row.effect:
            case CallFlow(flow=flow, arguments=arguments) as effect:
                self._answers.calls.append(Call(flow, arguments))
                return self._answer(effect, graph), flow
            case Tell() as effect:
                return self._told(effect), effect.channel
            case AskPredicate(predicate=predicate, arguments=values) as effect:
                declared = next(each for each in graph.predicates if each.name == predicate)
                names = (field.name for field in declared.parameters)
                self._answers.calls.append(Call(predicate, dict(zip(names, values, strict=True))))
                return self._held(effect, graph), predicate

    def _told(self, effect: Tell) -> Act:
        """Tell each of the people once, whoever of them is there when it is sent, and who stands in for them."""
        directory = self._core.directory
        members = {each: directory.members(each) for each in (*effect.to, *effect.but)}
        places = places_taken(directory, effect, members, self._core.clock.now())
        users = (*effect.users(members.__getitem__), *places)
        self._answers.notices += (Notice(effect.channel, user) for user in users)
        return Told(effect.ref, effect.element, effect.channel, users, places)

    def _answer(self, effect: CallFlow, graph: Graph) -> Act:
        declared = next(each for each in graph.flows if each.name == effect.flow)
        answer = self._answers.next(effect.flow)
        if isinstance(answer, Fails):
            return FlowFailed(effect.ref, answer.code, _MESSAGE)
        if answer is None:
            if declared.outputs:
                raise _not_given(effect.flow, "called", effect.ref.about, graph, sample_fields(declared.outputs))
            return FlowReturned(effect.ref, {})
        try:
            return FlowReturned(effect.ref, accept_fields(declared.outputs, self._evaluation.stored(answer)))
        except BadValue as error:
            raise ScenarioFailed(f"the answer given for {effect.flow} does not fit: {error}") from error

    def _held(self, effect: AskPredicate, graph: Graph) -> Act:
        answer = self._answers.next(effect.predicate)
        if isinstance(answer, Fails):
            return PredicateFailed(effect.ref, effect.predicate, answer.code, _MESSAGE)
        if answer is None:
            raise _not_given(effect.predicate, "asked", effect.ref.element, graph, "true")
        held = bool(self._evaluation.stored(answer))
        return PredicateAnswered(effect.ref, effect.predicate, effect.arguments, held)


def _not_given(name: str, done: str, element: int, graph: Graph, answer: str) -> ScenarioFailed:
    where = graph.elements[element].name
    return ScenarioFailed(
        f"{where} has {done} {name}, and the scenario does not say what it answers",
        hint=f"Add `given {name} returns {answer}` above.",
    )
