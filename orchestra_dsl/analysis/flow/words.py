"""How findings about control flow name elements, and the stretch of the source that they show."""

from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n

_NAMED = n.Stage | n.Decision | n.Parallel | n.Branch | n.BackgroundStep | n.InteractiveStep

_WORDS: dict[type[n.Node], str] = {
    n.Stage: "the stage",
    n.Decision: "the decision",
    n.Parallel: "the parallel",
    n.Branch: "the branch",
    n.BackgroundStep: "the step",
    n.InteractiveStep: "the step",
}

_UNNAMED: dict[type[n.Node], str] = {
    n.Await: "this `await`",
    n.Wait: "this `wait`",
    n.WaitUntil: "this `wait until`",
    n.Let: "this `let`",
    n.Var: "this `var`",
    n.Set: "this `set`",
    n.Repeat: "this `repeat while`",
    n.GoTo: "this `go to`",
    n.End: "this `end`",
    n.Fail: "this `fail`",
    n.Notify: "this `notify`",
    n.Update: "this `update`",
    n.Log: "this `log`",
    n.Cancel: "this `cancel`",
    n.Undo: "this `undo`",
    n.OnError: "this `on error`",
}


def called(node: n.Node) -> str:
    """Return how a finding calls the element: "the stage `triage`", "this `set`"."""
    if isinstance(node, _NAMED):
        return f"{_WORDS[type(node)]} `{node.name.text}`"
    return _UNNAMED[type(node)]


def sentence(text: str) -> str:
    """Return the text with a capital letter first."""
    return text[0].upper() + text[1:]


def head(node: n.Node) -> Span:
    """Return where the element begins: its keyword and name or condition, without what it holds."""
    match node:
        case (
            n.Stage(name=end)
            | n.Decision(name=end)
            | n.Parallel(name=end)
            | n.Branch(name=end)
            | n.BackgroundStep(name=end)
            | n.InteractiveStep(name=end)
            | n.Repeat(condition=end)
        ):
            return node.span.to(end.span)
        case n.Await(name=n.Name() as name):
            return node.span.to(name.span)
    return node.span
