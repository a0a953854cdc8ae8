"""What the command line of `orchestra run` asks for, as one value."""

from pathlib import Path

import attrs


@attrs.frozen(kw_only=True)
class Wanted:
    """What the command line asks for."""

    project: Path
    orchestration: str | None
    pairs: tuple[str, ...]
    arguments: Path | None
    resume: str | None
    new: bool
    user: str | None
    store: Path | None
    answers: Path | None
    until_idle: bool
    fast_forward: int | None
    as_json: bool
