"""A word of the language is misspelt."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import word_within
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes
from orchestra_dsl.syntax.nodes import And, Node, Or

_BEGIN = (  # what begins with a word of the language
    nodes.Record, nodes.Flow, nodes.Screen, nodes.Predicate, nodes.Event, nodes.Calendar, nodes.Orchestration,
    nodes.Scenario, nodes.Import, nodes.Version, nodes.StartOnRecord, nodes.Allow, nodes.UseCalendar, nodes.Stage,
    nodes.Decision, nodes.Outcome, nodes.Parallel, nodes.Branch, nodes.Await, nodes.Let, nodes.Var, nodes.Set,
    nodes.GoTo, nodes.Wait, nodes.WaitUntil, nodes.Notify, nodes.Update, nodes.BackgroundStep, nodes.InteractiveStep,
    nodes.StartAfter, nodes.OnlyIf, nodes.AssignTo, nodes.Exclude, nodes.DueIn, nodes.DueAt, nodes.Retry,
    nodes.Timeout, nodes.ForEach, nodes.EnoughWhen, nodes.FinishWhen, nodes.UndoBy, nodes.RemindEvery,
    nodes.GivenReturns, nodes.GivenValue, nodes.ExpectStatus, nodes.ExpectCalled, nodes.ExpectEnded, nodes.Advance,
)  # fmt: skip
_INNER = {
    nodes.Outcome: "when",
    nodes.AssignTo: "to",
    nodes.StartAfter: "after",
    nodes.GoTo: "to",
    nodes.Retry: "times",
}


def slips(right: Right) -> Iterator[Slip]:
    """Misspell the word that a construct begins with, a word within it, or an `and` or `or`."""
    for node, _ in right.of(*_BEGIN, And, Or):
        span = _joined(right, node) if isinstance(node, And | Or) else _word(right, node)
        if span is None:
            continue
        word = right.covered(span)
        wrong = misspelt(word, right.words, span.start) or word + "r"
        if wrong not in right.words:
            yield Slip((replaced(span, wrong),), span.start, "O1", f"`{word}` is written `{wrong}`")


def _word(right: Right, node: Node) -> Span | None:
    inner = _INNER.get(type(node))
    if inner and node.span.start % 2:
        return word_within(right, node.span, rf"\b{inner}\b")
    return word_within(right, node.span, r"[a-z]+")


def _joined(right: Right, node: And | Or) -> Span | None:
    first, second = node.operands[:2]
    between = Span(first.span.end, second.span.start, right.name)
    return word_within(right, between, r"\band\b" if isinstance(node, And) else r"\bor\b")
