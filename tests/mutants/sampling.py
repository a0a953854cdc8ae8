"""Which mutants are tried: the first so many in an order that follows from a seed.

The order goes by what a mutant is, not by its number: a change of one function leaves the place of all others.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from tests.mutants.mutations import Mutant, mutants_of
from tests.mutants.results import Outcome, Result

PACKAGES = {
    "interpreter": ["interpreter"],
    "analysis": ["analysis"],
    "store": ["runtime/sqlite", "runtime/store"],
}


def sources(packages: Sequence[str]) -> list[str]:
    """The files of some packages."""
    folders = [Path("orchestra_dsl", folder) for each in packages for folder in PACKAGES[each]]
    return sorted(str(path) for folder in folders for path in folder.rglob("*.py"))


def package_of(name: str) -> str:
    """The package to which a function belongs."""
    path = name.replace(".", "/")
    return next(each for each, folders in PACKAGES.items() if path.startswith(tuple(folders)))


def in_order(paths: Sequence[str], seed: int, folder: Path) -> list[Mutant]:
    """All mutants of the files; what was found in a file is kept in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [mutant for path in paths for mutant in _kept(path, folder)]
    return sorted(found, key=lambda each: sha256(f"{seed} {each.key}".encode()).digest())


def _kept(path: str, folder: Path) -> list[Mutant]:
    kept = folder / sha256(path.encode() + Path(path).read_bytes()).hexdigest()[:24]
    if not kept.exists():
        kept.write_bytes(msgspec.msgpack.encode(list(mutants_of(path))))
    return msgspec.msgpack.decode(kept.read_bytes(), type=list[Mutant])


def first_of(mutants: Sequence[Mutant], size: int, found: Mapping[str, Result]) -> list[Mutant]:
    """So many of them, without those of which it is known that they are void."""
    void = {key for key, result in found.items() if result.outcome is Outcome.VOID}
    return [mutant for mutant in mutants if mutant.key not in void][:size]
