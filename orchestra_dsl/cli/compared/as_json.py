"""What has changed, for programs."""

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestra_dsl.comparison.change import Comparison
    from orchestra_dsl.workspace.comparing import Standing


def plain_data(comparisons: "Sequence[Comparison]", standing: "Mapping[str, Standing]") -> dict[str, Any]:
    """One object: a comparison for each orchestration, with its changes, what they mean, and the runs under way."""
    return {"comparisons": [_plain(each, standing.get(each.name or "")) for each in comparisons]}


def _plain(comparison: "Comparison", standing: "Standing | None") -> dict[str, Any]:
    plain = attrs.asdict(comparison)
    for both, one, other in (("versions", "old_version", "new_version"), ("hashes", "old_hash", "new_hash")):
        plain[one], plain[other] = plain.pop(both)
    return {**plain, "runs": None if standing is None else attrs.asdict(standing)}
