"""The graph: an orchestration as a state machine, frozen data that says everything a run needs.

`Graph` is what a run is pinned to, by its content hash. `Package` is what `orchestra compile` writes: the graphs
of some sources side by side. `Origins` says where in a source an element came from; it is kept beside the graph
and outside its hash, so that formatting or commenting a source changes no hash.
"""

from typing import Literal as Word

from msgspec import Struct

from orchestra_dsl.graph.calendar import Calendar
from orchestra_dsl.graph.elements import AnyElement, Handler
from orchestra_dsl.graph.expressions import Expression, InlinePredicate
from orchestra_dsl.graph.scenario import Scenario
from orchestra_dsl.graph.types import Field, Type
from orchestra_dsl.graph.values import Stored

FORMAT = 1
"""The version of the stored form of graphs; raised with every change that an older reader would misread."""


class Record(Struct, frozen=True):
    """The declared shape of a record type."""

    name: str
    fields: tuple[Field, ...]


class EventType(Struct, frozen=True):
    """The declared fields of a message from outside."""

    name: str
    fields: tuple[Field, ...]


class Signature(Struct, frozen=True, omit_defaults=True):
    """What a flow, screen or predicate takes and gives, as a source declares it or a plugin supplies it.

    A predicate has no outputs. `writes` lists `Case.status` and the like: what calling a flow changes.
    """

    kind: Word["flow", "screen", "predicate"]
    name: str
    parameters: tuple[Field, ...]
    outputs: tuple[Field, ...] = ()
    writes: tuple[str, ...] = ()


class RecordClass(Struct, frozen=True):
    """What a flow, screen or predicate expects of a record, or a record source brings: the fields of its class."""

    kind: Word["flow", "screen", "predicate", "source"]
    callee: str
    name: str
    record: str
    fields: tuple[Field, ...]


class Parameter(Field, frozen=True):
    """What an orchestration is started with. `default` is its value, in stored form, where a start gives none."""

    default: Stored = None


class LetFormula(Struct, frozen=True):
    """`let name = E`: read afresh wherever it is named."""

    name: str
    formula: Expression


class VariableSlot(Struct, frozen=True):
    """`var name: type`: a stored value of the run."""

    name: str
    type: Type


class RecordTrigger(Struct, frozen=True, tag="record", omit_defaults=True):
    """`start on PARAMETER created or updated when E RERUN`. `reads` are the record's fields that E names."""

    parameter: int
    record: str
    created: bool
    updated: bool
    when: Expression | None = None
    rerun: Word["once per change", "once per record", "every time"] = "once per change"
    reads: tuple[str, ...] = ()


Bindings = tuple[Expression | None, ...]
"""What a trigger gives each parameter, in their order; None stands for its default, or for nothing."""


class EventTrigger(Struct, frozen=True, tag="event", omit_defaults=True):
    """`start on EVENT as NAME when E with { … }`. What NAME is bound to is read as `Binding(ROOT)`."""

    event: str
    arguments: Bindings
    when: Expression | None = None


class ScheduleTrigger(Struct, frozen=True, tag="schedule", omit_defaults=True):
    """`start every "CRON" in "ZONE" with { … }`."""

    cron: str
    zone: str
    arguments: Bindings


Trigger = RecordTrigger | EventTrigger | ScheduleTrigger

GrantedAct = Word["start", "cancel", "view", "suspend", "reassign", "administer"]


class Grant(Struct, frozen=True):
    """`allow ACT by E`: whom `people` names may do it, besides administrators."""

    act: GrantedAct
    people: Expression


class KeptRecord(Struct, frozen=True):
    """What `original(…)` reads of the record of a parameter: kept from the start of a run to its end."""

    parameter: int
    record: str
    fields: tuple[str, ...]


class Graph(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One orchestration, compiled. `first` is the element that control enters first.

    `on_cancel` is the block that is worked off when a run is canceled, before it ends.

    `reads` lists for every record type the fields that any expression of the graph reads: a fact about a record
    carries these and no others. `records` holds every record type that the graph's types mention, `events` every event
    that it waits for or that starts it. `calendar` is the one in whose zone times are shown and in which business days
    are counted.
    """

    format: int
    name: str
    label: str | None = None
    version: int | None = None
    parameters: tuple[Parameter, ...]
    outputs: tuple[Field, ...] = ()
    records: tuple[Record, ...] = ()
    reads: dict[str, tuple[str, ...]] = {}
    events: tuple[EventType, ...] = ()
    flows: tuple[Signature, ...] = ()
    screens: tuple[Signature, ...] = ()
    predicates: tuple[Signature, ...] = ()
    inline: tuple[InlinePredicate, ...] = ()
    lets: tuple[LetFormula, ...] = ()
    variables: tuple[VariableSlot, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    calendar: Calendar | None = None
    grants: tuple[Grant, ...] = ()
    handlers: tuple[Handler, ...] = ()
    elements: tuple[AnyElement, ...]
    first: int
    on_cancel: int | None = None
    originals: tuple[KeptRecord, ...] = ()


class Origin(Struct, frozen=True, omit_defaults=True):
    """Where an element stands in its source, and what its doc comment says. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    doc: str | None = None


class Origins(Struct, frozen=True, omit_defaults=True):
    """The origin of every element, by its name, and what its source says, by clause.

    `conditions` has the texts of conditions (`start when`), `clauses` those of other expressions (`assign to`); under
    an empty name those of the orchestration itself. Which there are is said by `graph/conditions.py` and `clauses.py`.
    """

    elements: dict[str, Origin] = {}
    conditions: dict[str, dict[str, str]] = {}
    clauses: dict[str, dict[str, str]] = {}


class Compiled(Struct, frozen=True):
    """A graph with its content hash and its origins."""

    graph: Graph
    hash: str
    origins: Origins = Origins()


class Package(Struct, frozen=True):
    """The compiled orchestrations of a project, in the order of their names, its record types and its events.

    `records` and `events` are all declared ones, used or not: what is put and what is sent is checked against them.
    `scenarios` are the tests of the orchestrations, in the order of their sources; they are part of no hash.
    """

    format: int
    orchestrations: tuple[Compiled, ...]
    records: tuple[Record, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    events: tuple[EventType, ...] = ()
