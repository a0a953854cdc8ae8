"""`notify via` of the orchestration, a stage or a step: the texts of what assignees get."""

from orchestra_dsl.analysis.types.expectation import expect
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def notice(t: Inference, clause: n.NotifyVia, place: Place) -> None:
    """Check the subject and the body."""
    for text, what in ((clause.subject, "The subject"), (clause.body, "The body")):
        if text is not None:
            expect(t, text, g.TEXT, place, what)
