"""The checked tree: what analysis hands on. The compiler makes the graph from this value alone."""

from collections.abc import Mapping

import attrs

from orchestra_dsl.analysis.flawed import Flaws
from orchestra_dsl.analysis.meanings import MatchedCall, Meaning
from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.analysis.tables import NodeTable
from orchestra_dsl.graph.model import Parameter, Record
from orchestra_dsl.graph.types import Field, Type
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.comments import Comment


@attrs.frozen(kw_only=True, eq=False)
class Callee:
    """What a flow, a screen, a predicate or an orchestration takes and gives, as types.

    A screen's outputs are those that it declares; `completed_by` and `completed_at` come with the step. `writes` says
    what calling a flow changes, each as `Case.status`.
    """

    name: str
    node: n.Flow | n.Screen | n.Predicate | n.Orchestration
    parameters: tuple[Field, ...]
    outputs: tuple[Field, ...] = ()
    writes: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class Declarations:
    """What all files together declare, by name, in the order in which files and texts have it."""

    records: Mapping[str, Record]
    record_nodes: Mapping[str, n.Record]
    flows: Mapping[str, Callee]
    screens: Mapping[str, Callee]
    predicates: Mapping[str, Callee]
    orchestrations: Mapping[str, Callee]
    events: Mapping[str, tuple[Field, ...]]
    calendars: Mapping[str, n.Calendar]
    scenarios: tuple[n.Scenario, ...]


@attrs.frozen(kw_only=True, eq=False)
class CheckedOrchestration:
    """One orchestration: its outline, and the types of what it declares.

    `parameters` have their defaults. `outputs` are the outputs of each step by its path, with `completed_by` and
    `completed_at` for an interactive step and `outcome` for a run of another orchestration; for a `for each` they are
    those of one instance.
    """

    outline: Outline
    parameters: tuple[Parameter, ...]
    declared_outputs: tuple[Field, ...]
    variables: tuple[Type, ...]
    lets: tuple[Type, ...]
    outputs: Mapping[str, tuple[Field, ...]]

    @property
    def name(self) -> str:
        """The orchestration's name."""
        return self.outline.name

    @property
    def node(self) -> n.Orchestration:
        """The orchestration's node."""
        return self.outline.node


@attrs.frozen(kw_only=True, eq=False)
class Checked:
    """The trees of all files, and what is known about their nodes.

    Where there is a finding of severity error, the tables lack what could not be worked out; without one they are
    complete: `types` has every expression, `meanings` every Reference and Attribute that stands for a value (an
    argument of `state`, `visited`, `changed` is named by the call's meaning instead), `calls` every Call. `meanings`
    also has the Name of the variable in a `set` and of the parameter in `start on`.

    `wanted` has the type that the place around an expression asks for, where it asks for one: an argument, an
    output, the value of a variable, an item of a list beside decimals. An integer there may have to become a decimal.
    """

    modules: Mapping[str, n.Module]
    """The file that was asked for first, then those it imports; by the names of their sources."""
    comments: Mapping[str, tuple[Comment, ...]]
    """The comments of each file, in the order of its text."""
    misread: frozenset[str]
    """The files in whose trees something is missing, as they have mistakes of syntax."""
    declarations: Declarations
    orchestrations: tuple[CheckedOrchestration, ...]
    types: NodeTable[Type]
    wanted: NodeTable[Type]
    meanings: NodeTable[Meaning]
    calls: NodeTable[MatchedCall]
    flaws: Flaws = attrs.field(factory=Flaws)
    """Where errors lie, so that nothing more is concluded from what is wrong."""
