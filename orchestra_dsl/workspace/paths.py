"""How paths are shown to people."""

from pathlib import Path


def shown(path: Path) -> str:
    """The path as a user would write it here: relative where it lies below the current folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
