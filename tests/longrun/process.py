"""What every process of the long run opens: the store, the orchestrations, the plugins."""

from pathlib import Path

from orchestra_dsl.graph.codec import decode_package, encode_package
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.runtime import Engine, SqliteStore

PROJECT = Path(__file__).parent / "project"


def compile_load(folder: Path) -> None:
    """Put what the source compiles to into the folder: the processes have no parser, as a worker has none."""
    from tests.runtime.texts import compiled_whole  # noqa: PLC0415 - not for the processes

    text = (PROJECT / "load.orch").read_text(encoding="utf-8")
    (folder / "package").write_bytes(encode_package(compiled_whole(text)))


def plugins(folder: Path) -> Registry:
    """The project's plugins; they leave their effects in files of the folder."""
    about = Project(folder=PROJECT, people=PROJECT / "people.toml", settings={"flows": {"folder": str(folder)}})
    registry = load_plugins(about, [PROJECT / "flows.py"], installed=False)
    assert not registry.problems, registry.problems
    return registry


def open_engine(folder: Path, registry: Registry) -> Engine:
    """An engine on the store of the folder."""
    engine = Engine(SqliteStore.open(folder / "store.db"), directory=registry.directory)
    engine.install(decode_package((folder / "package").read_bytes()))
    return engine
