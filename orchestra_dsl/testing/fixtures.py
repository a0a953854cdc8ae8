"""The fixtures of the plugin of pytest: a kit and a trial for each test that asks for one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from orchestra_dsl.plugin.kit import NAME, Kit
from orchestra_dsl.testing.trial import BEGINNING, Trial
from orchestra_dsl.workspace.project import Project


class MakeKit(Protocol):
    """What the fixture `orchestra_kit` is: it makes a kit for a plugin, in a folder of the test's own."""

    def __call__(
        self,
        plugin: object,
        *,
        settings: Mapping[str, Any] | None = None,
        people: Mapping[str, Any] | None = None,
        name: str = NAME,
    ) -> Kit:
        """Make one."""


class MakeTrial(Protocol):
    """What the fixture `orchestra_trial` is: it makes a trial of a project, which is closed when the test is over.

    `project` is a path, or the text of a source, which becomes a project of its own. `plugins` are given by hand, as
    modules by their names, beside those that are installed.
    """

    def __call__(
        self,
        project: Path | str,
        *,
        plugins: Mapping[str, object] | None = None,
        people: Mapping[str, Any] | None = None,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        channels: Iterable[str] = (),
        now: datetime = BEGINNING,
    ) -> Trial:
        """Make one."""


def make_kit(folder: Path) -> MakeKit:
    """What makes kits in a folder."""

    def make(
        plugin: object,
        *,
        settings: Mapping[str, Any] | None = None,
        people: Mapping[str, Any] | None = None,
        name: str = NAME,
    ) -> Kit:
        return Kit(plugin, settings=settings, people=people, folder=folder, name=name)

    return make


def trials(folder: Path) -> "Iterator[MakeTrial]":
    """What makes trials, with room for sources in a folder; they are closed at the end."""
    open_: list[Callable[[], None]] = []

    def make(
        project: Path | str,
        *,
        plugins: Mapping[str, object] | None = None,
        people: Mapping[str, Any] | None = None,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        channels: Iterable[str] = (),
        now: datetime = BEGINNING,
    ) -> Trial:
        __tracebackhide__ = True
        path = project if isinstance(project, Path) else _written(folder / f"trial{len(open_) + 1}", project)
        loaded = Project.load(path, plugins=list((plugins or {}).items()))
        trial = Trial(loaded, people=people, settings=settings, channels=channels, now=now)
        open_.append(trial.close)
        return trial

    try:
        yield make
    finally:
        for close in open_:
            close()


def _written(folder: Path, source: str) -> Path:
    """A project of one source."""
    folder.mkdir()
    (folder / "orchestra.toml").touch()  # else one further up would be taken for its own
    (folder / "source.orch").write_text(source, encoding="utf-8")
    return folder
