"""The checkout that the tests of the house look at."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def settings() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def copy_to(folder: Path) -> Path:
    """Copy what is needed to set up and build into `folder`, without anything that was built."""
    unwanted = shutil.ignore_patterns("__pycache__")
    for name in ("orchestra_dsl", "grammar", ".ci"):
        shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE", "Makefile"):
        shutil.copy2(ROOT / name, folder / name)
    return folder


def packages_on_disk() -> set[str]:
    """Return every package that has code, by its dotted name."""
    found = (path.parent.relative_to(ROOT) for path in (ROOT / "orchestra_dsl").rglob("__init__.py"))
    return {".".join(path.parts) for path in found} | {"orchestra_dsl.grammar"}
