"""What recovery asks of a track: where further lines may stand, and what has been begun since."""

from msgspec import Struct

from orchestra_dsl.syntax.table import END
from orchestra_dsl.syntax.track import OPEN, Track


class Place(Struct, frozen=True):
    """A place where a further line of a block may stand.

    `position` counts the symbols below it, so it is that of what has been begun after it.
    `brace` is the position of what opened the block; the file has none.
    """

    position: int
    brace: int | None


def lacks_brace(track: Track, keyword: str) -> bool:
    """Tell whether a line that begins with `keyword` would fit if a brace opened a block before it."""
    after = track.table.rows[track.stack[-3]].get(track.table.marks[OPEN], -1)
    if after < 0 or not track.table.holds_list(after):
        return False
    return track.table.landing([*track.states, after], keyword, track.end_state) is not None


def places(track: Track) -> list[Place]:
    """Return where a further line may stand, one place for each block around, the innermost first."""
    found: dict[int | None, Place] = {}
    brace: int | None = None
    for position, (state, value) in enumerate(zip(track.states, track.stack[1::3], strict=True)):
        if value == OPEN:
            brace = position
        if track.table.holds_list(state):
            found[brace] = Place(position + 1, brace)
    return list(reversed(found.values()))


def settle(track: Track) -> None:
    """Complete what needs no further token, so that it is kept when what follows is given up."""
    states = track.states
    for terminal in sorted(track.table.rows[states[-1]]):
        landing = track.table.landing(states, terminal, track.end_state)
        if landing is not None and landing != states[-1] and track.table.holds_list(landing):
            track.feed(terminal, "")
            if terminal != END:
                track.cut(len(track.states) - 1)
            return


def braces_after(track: Track, position: int) -> int:
    """Count the braces that are open in what has been begun after a place."""
    return track.stack[3 * position + 1 :: 3].count(OPEN)


def begun(track: Track, position: int) -> int | None:
    """Return the offset of what has been begun after a place."""
    above = track.stack[3 * position + 1 :: 3]
    return track.start_of(position) if above and not isinstance(above[0], list) else None
