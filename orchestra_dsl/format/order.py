"""The canonical order of clauses. Elements, steps, outcomes, fields and lines are never moved.

A comment keeps the tokens around it. So clauses with a comment between them stay together, and where they are of
different kinds, nothing is moved across them.
"""

from itertools import groupby

from msgspec import Struct

from orchestra_dsl.format.gaps import Gaps
from orchestra_dsl.syntax.concrete import Part, Rule, first_token

_ELEMENTS = "the elements"
_STEP = (
    ("start_after",),
    ("start_when",),
    ("only_if",),
    ("enabled_while",),
    ("step_finish_when",),
    ("withdraw_when",),
    ("for_each",),
    ("may_add",),
    ("assign_to",),
    ("exclude",),
    ("same_person_as",),
    ("different_people",),
    ("about",),
    ("locks",),
    ("due_in", "due_at"),
    ("remind_every",),
    ("priority",),
    ("notify_via",),
    ("may_delegate",),
    ("may_skip",),
    ("enough_when",),
    ("without_waiting",),
    ("retry",),
    ("timeout",),
    ("on_error",),
    ("undo_by",),
    ("act_as",),
)
CANONICAL: dict[str, tuple[tuple[str, ...], ...]] = {
    "orchestration": (
        ("version",),
        ("migrate",),
        ("start_on_record", "start_on_event", "start_every"),
        ("allow",),
        ("use_calendar",),
        ("notify_via",),
        ("on_error",),
        ("on_cancel",),
        (_ELEMENTS,),
    ),
    "stage": (
        ("stage_start_when",),
        ("one_at_a_time",),
        ("lock",),
        ("notify_via",),
        (_ELEMENTS,),
        ("finish_when",),
        ("rest",),
        ("stage_timeout",),
        ("on_error",),
    ),
    "parallel": ((_ELEMENTS,), ("finish_when",), ("rest",)),
    "background": _STEP,
    "interactive": _STEP,
    "calendar": (("zone",), ("open_days",), ("holidays",), ("closed_on", "open_on")),
}
"""By the rule of the block: its clauses in order. Those that stand together keep the order among each other."""


class Segment(Struct, frozen=True):
    """Items that no comment may part. Without a rank they stay where they are."""

    items: tuple[int, ...]
    rank: int | None


def arranged(block: str, items: list[Part], closing: int, gaps: Gaps) -> list[int]:
    """Return the places that the items of a block have now, in the order in which they are to be printed.

    `closing` is the offset of the brace that closes the block.
    """
    if block not in CANONICAL:
        return list(range(len(items)))
    segments = _segments(_ranks(block, items), items, closing, gaps)
    order: list[int] = []
    for _, run in groupby(segments, key=lambda segment: segment.rank is None):
        for segment in sorted(run, key=lambda segment: segment.rank or 0):
            order.extend(segment.items)
    return order


def is_clause(block: str, item: Part) -> bool:
    """Tell whether an item of a block is a clause that may be moved, and not an element."""
    return isinstance(item, Rule) and any(item.name in names for names in CANONICAL.get(block, ()))


def _ranks(block: str, items: list[Part]) -> list[int]:
    canonical = CANONICAL[block]
    ranks = {name: rank for rank, names in enumerate(canonical) for name in names}
    return [ranks.get(item.name, ranks.get(_ELEMENTS, 0)) if isinstance(item, Rule) else 0 for item in items]


def _segments(ranks: list[int], items: list[Part], closing: int, gaps: Gaps) -> list[Segment]:
    places: list[list[int]] = []
    commented = [bool(gaps[first_token(item).start].remarks) for item in items]
    for place, joined in enumerate(commented):
        if joined and places:
            places[-1].append(place)
        else:
            places.append([place])
    last = len(places) - 1
    fixed = {at for at, there in enumerate(places) if len({ranks[place] for place in there}) > 1}
    fixed |= {0} if items and commented[0] else set()
    fixed |= {last} if gaps[closing].remarks else set()
    return [Segment(tuple(there), None if at in fixed else ranks[there[0]]) for at, there in enumerate(places)]
