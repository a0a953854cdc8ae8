"""Where the samples of a version lie, and how they are read."""

import gzip
from pathlib import Path

import msgspec

from orchestra_dsl.graph.codec import decode_package
from orchestra_dsl.graph.model import Package

FOLDER = Path(__file__).parent / "kept"
ANEW = "python -m tests.formats.make"


class Known(msgspec.Struct):
    """What was known of the samples when they were made: the hashes of the graphs, and the graph of each run."""

    graphs: dict[str, str]
    runs: dict[str, str]


class Sample:
    """The samples of one version of the store's schema."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = int(folder.name)

    @property
    def known(self) -> Known:
        """What was known of them."""
        return msgspec.json.decode((self.folder / "known.json").read_bytes(), type=Known)

    def graph(self, name: str) -> bytes:
        """A stored graph."""
        return (self.folder / f"{name}.graph.json").read_bytes()

    def state(self, run: str) -> bytes:
        """The state of a run."""
        return (self.folder / f"{run}.state").read_bytes()

    def package(self) -> Package:
        """The package that the store was made with."""
        return decode_package((self.folder / "package.json").read_bytes())

    def store(self, folder: Path) -> Path:
        """A copy of the store."""
        path = folder / "store.db"
        path.write_bytes(gzip.decompress((self.folder / "store.db.gz").read_bytes()))
        return path


def samples() -> list[Sample]:
    """Those of every version, oldest first."""
    return sorted((Sample(each) for each in FOLDER.iterdir()), key=lambda each: each.version)
