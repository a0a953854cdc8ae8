"""Compiles small sources for the tests, with everything declared that they use."""

from collections.abc import Mapping

from orchestra_dsl.compile.pipeline import CompileResult, compile_source
from orchestra_dsl.diagnostics import Severity
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import AnyElement
from orchestra_dsl.graph.model import Compiled, Graph
from orchestra_dsl.source import SourceFile

DECLARED = """
record Account { name: text vip: boolean }
record Case {
  number: text status: "New" | "Working" | "Closed" amount: decimal count: integer owner: user account: Account
  tags: list<text> closed_at: datetime? parent: Case?
}
flow f(case: Case) -> { out: integer text: text }
flow g(amount: decimal, case: Case, note: text = "none", sizes: list<decimal> = [1, 2.5]) -> { ok: boolean }
  writes Case.status
screen s(case: Case, amount: decimal? = null) -> { done: boolean "Done?" note: text? }
predicate quiet(case: Case)
predicate big(case: Case, limit: decimal = 100) = case.amount > limit
predicate vip(case: Case) = case.account.vip and big(case)
"""


def compile_text(text: str, **others: str) -> CompileResult:
    """Compile a text that is called `main.orch`; `others` are further files, without the `.orch` of their names."""
    files = {"main.orch": text} | {f"{name}.orch": each for name, each in others.items()}
    return compile_source("main.orch", lambda path: SourceFile(path, files[path]))


def compiled(body: str, head: str = "(case: Case)", declared: str = DECLARED) -> Compiled:
    """Compile the orchestration `o` with this inside; warnings do not matter."""
    result = compile_text(f"{declared}\norchestration o{head} {{ {body} }}")
    errors = [each for each in result.diagnostics if each.severity is Severity.ERROR]
    assert not errors, errors
    assert result.package is not None
    return next(each for each in result.package.orchestrations if each.graph.name == "o")


def graph_of(body: str, head: str = "(case: Case)") -> Graph:
    """Return the graph of an orchestration with this inside."""
    return compiled(body, head).graph


def by_name(graph: Graph) -> Mapping[str, AnyElement]:
    """Return the elements by their names."""
    return {element.name: element for element in graph.elements}


def names(graph: Graph, indices: tuple[int, ...]) -> list[str]:
    """Return the names of some elements."""
    return [graph.elements[index].name for index in indices]


def formula(expression: str, before: str = "") -> ex.Expression:
    """Return the expression as the formula of the `let` called `it`."""
    graph = graph_of(f"{before} let it = {expression}")
    return next(each.formula for each in graph.lets if each.name == "it")
