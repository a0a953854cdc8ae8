"""Make the samples of the present version:  python -m tests.formats.make

It fills a store as tests/invariants/sample.py says and keeps it, with the package, the graphs and the
states of its runs. Those of older versions stay as they are.
"""

import gzip
import shutil
import tempfile
from pathlib import Path

import msgspec

from orchestra_dsl.graph.codec import encode_graph, encode_package
from orchestra_dsl.runtime.sqlite.named import migrations
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.formats.samples import FOLDER, Known
from tests.invariants.sample import fill, package


def make(folder: Path) -> None:
    """Write the samples into a folder, in the place of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = package()
    (folder / "package.json").write_bytes(encode_package(made))
    known = Known({each.graph.name: each.hash for each in made.orchestrations}, {})
    for each in made.orchestrations:
        (folder / f"{each.graph.name}.graph.json").write_bytes(encode_graph(each.graph))
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "store.db"
        engine = fill(SqliteStore.open(path)).engine
        with engine.store.reading() as reads:
            for row in engine.runs.newest():
                stored = reads.run(engine.run_key(row.id))
                assert stored is not None
                (folder / f"{row.id}.state").write_bytes(stored.state)
                known.runs[row.id] = row.orchestration
        engine.close()
        (folder / "store.db.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    (folder / "known.json").write_bytes(msgspec.json.format(msgspec.json.encode(known)) + b"\n")


if __name__ == "__main__":
    make(FOLDER / str(migrations()[-1][0]))
