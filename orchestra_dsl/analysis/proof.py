"""What the types need to know from the flow of control: whether an output is certainly there."""

from typing import Protocol

from orchestra_dsl.syntax import nodes as n


class Proofs(Protocol):
    """Answers whether a step has certainly completed (language.md, rule 8)."""

    def assigned(self, step: n.Node, place: n.Node) -> bool:
        """Tell whether the outputs of `step` are there on every way to `place`.

        `step` is the node of the step. `place` is the innermost of these around the expression:

        - the node of a clause: of a step (`only if`, `assign to`, `undo`, …), a stage (`start when`, …), a parallel,
          or the orchestration (`allow`, `start on`, …);
        - a step, for the arguments of its call;
        - an outcome, for its condition; an arm of an await, for its condition or duration;
        - an element (`set`, `end`, `let`, `notify`, …; `repeat` for its condition).

        A `let` is asked about at its own place, and again at every place where its name is read.
        """
