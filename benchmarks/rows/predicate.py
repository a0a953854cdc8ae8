"""A predicate of three terms.

`case.priority == "High" and case.amount > 10_000 and case.owner != "bob"`, all of it true; amount is a decimal, owner
may be missing. The generated function on the context of one event, in which the record is decoded once, however many
conditions read it; and with a new context each time, which decodes the whole record. cel-python on a record that it
has converted already.
"""

from collections.abc import Iterator

from benchmarks import memory
from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.measure import each
from benchmarks.peers.asking import asked
from orchestra_dsl.graph.elements import Background
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.program import Function, Program
from orchestra_dsl.interpreter.state import new_state

PREDICATE = 'case.priority == "High" and case.amount > 10_000 and case.owner != "bob"'
BODY = f"""
orchestration process(case: Case) {{
  stage s {{ background only = work(case) {{ only if {PREDICATE} }} }}
}}
"""
MANY = 100


def measure(effort: Effort) -> Iterator[Figure]:
    """With the record decoded already, and with it decoded each time."""
    repetitions = 5 if effort.quick else 9
    program = memory.program(BODY)
    function, context = predicate_of(program), context_of(program)
    taken = each(lambda: _often(function, context), repetitions)
    beside = asked("predicate", 3 if effort.quick else 7, of=["cel-python"])
    values = Values("ns", [1e9 * seconds / MANY for seconds in taken])
    yield Figure("a null-safe predicate of three terms, decimals decoded", values, Target(300, 180), beside)
    fresh = each(lambda: function(context_of(program)), repetitions)
    yield Figure("  the same, with the record decoded for it", Values("ns", [1e9 * seconds for seconds in fresh]))


def predicate_of(program: Program) -> Function:
    """The generated function, which says yes."""
    step = program.elements[1]
    if not isinstance(step, Background) or step.only_if is None:
        raise SystemExit("the predicate is not where it was")
    function = program.function(step.only_if)
    if function(context_of(program)) is not True:
        raise SystemExit("the predicate is not true")
    return function


def context_of(program: Program) -> Context:
    """What it asks while it computes: nothing is decoded yet."""
    state = new_state("run")
    state.parameters = ("1",)
    return Context(program, state, memory.NOW, memory.FACTS)


def _often(function: Function, context: Context) -> None:
    for _ in range(MANY):
        function(context)


ROW = Row("predicate", "a predicate", __doc__, measure)
