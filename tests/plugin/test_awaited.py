"""Plugins whose code does not come back: it is said which one is waited for, where, and what to do."""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.plugin import hookimpl, waits
from orchestra_dsl.plugin.awaited import awaits_here
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.origin import Interrupted, Origin
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Registry
from tests.patience import wait_for

WAITS = """\
from pathlib import Path
from tests.patience import wait_for

told = Path(__file__).with_name("told")
wait_for(told.exists)
"""


class Told(logging.Handler):
    """What is said, and a file that is there as soon as it has been said often enough."""

    def __init__(self, file: Path, times: int) -> None:
        super().__init__()
        self.said: list[str] = []
        self.file, self.times = file, times

    def emit(self, record: logging.LogRecord) -> None:
        """Take it down."""
        self.said.append(record.getMessage())
        if len(self.said) == self.times:
            self.file.touch()

    @property
    def timeless(self) -> list[str]:
        """The same, however many seconds that took on a busy machine."""
        return [re.sub(r"after \d+ seconds", "after a time", each) for each in self.said]


Listen = Callable[[int], Told]


@pytest.fixture
def listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listen]:
    """Listens to what is said of plugins, which is said soon."""
    log = logging.getLogger("orchestra.plugins")
    handlers: list[Told] = []

    def begin(times: int) -> Told:
        handlers.append(Told(tmp_path / "told", times))
        log.addHandler(handlers[-1])
        return handlers[-1]

    monkeypatch.setattr(waits, "PATIENCE", 0.02)
    monkeypatch.setattr(waits, "_watch", waits._Watch())  # that of another test may be asleep for longer
    yield begin
    for each in handlers:
        log.removeHandler(each)


def _local(folder: Path, text: str) -> Registry:
    (folder / "flows.py").write_text(text, encoding="utf-8")
    return load_plugins(Project(folder=folder), [folder / "flows.py"], installed=False)


def test_a_plugin_that_hangs_while_it_is_imported_is_named_again_and_again(tmp_path: Path, listen: Listen) -> None:
    told = listen(3)
    assert _local(tmp_path, WAITS).problems == ()
    first, *later = told.timeless
    assert re.fullmatch(
        r"The plugin flows\.py is still being imported after a time \(flows\.py, line 5\)\. It is "
        rf"{re.escape(str(tmp_path))}/flows\.py\. Ctrl-C ends the command; then have nothing waited for there, or "
        r"take it out of `plugins` in orchestra\.toml\.",
        first,
    )
    assert set(later) == {"The plugin flows.py is still being imported after a time (flows.py, line 5)."}


def test_it_is_said_after_twice_as_long_each_time(monkeypatch: pytest.MonkeyPatch, listen: Listen) -> None:
    told, now = listen(9), [0.0]
    monkeypatch.setattr(waits, "PATIENCE", 1.0)
    monkeypatch.setattr(waits, "time", SimpleNamespace(monotonic=lambda: now[0]))
    code = waits.begun(Origin("crm"), "being imported")
    at = []
    for now[0] in range(100):
        if code.due <= now[0]:
            code.tell()
            at.append(now[0])
    assert [f"{each} seconds" in said for each, said in zip(at, told.said, strict=True)] == [True] * len(at)
    assert at == [1, 2, 4, 8, 16, 32, 64]


def test_an_installed_plugin_is_named_with_its_distribution(tmp_path: Path, listen: Listen) -> None:
    (tmp_path / "late_to_come.py").write_text(WAITS, encoding="utf-8")
    made = tmp_path / "late-1.2.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: late\nVersion: 1.2\n", encoding="utf-8")
    (made / "entry_points.txt").write_text("[orchestra]\ncomes = late_to_come\n", encoding="utf-8")
    told = listen(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        registry = load_plugins(Project(folder=tmp_path))
    assert [each.version for each in registry.plugins if each.name == "comes"] == ["1.2"]
    assert told.timeless[0].startswith(
        "The plugin comes is still being imported after a time (late_to_come.py, line 5)"
    )
    assert "It is the entry point `comes = late_to_come` of late 1.2. Ctrl-C" in told.said[0]
    assert told.said[0].endswith("or uninstall late.")


def test_a_hook_that_hangs_is_named_with_its_plugin(tmp_path: Path, listen: Listen) -> None:
    told = listen(1)
    asking = f"{WAITS.rpartition('wait_for(')[0]}\nfrom orchestra_dsl.plugin import hookimpl\n"
    hook = "@hookimpl\ndef orchestra_flows():\n    wait_for(told.exists)\n    return {}\n"
    assert _local(tmp_path, asking + hook).problems == ()
    assert told.timeless[0].startswith("The plugin flows.py is still being asked what it supplies after a time (")


def test_what_is_imported_when_it_is_first_used_is_named_then(tmp_path: Path, listen: Listen) -> None:
    (tmp_path / "used_later.py").write_text(
        f"{WAITS}from orchestra_dsl.plugin import flow\n@flow('one')\ndef one() -> None: ...\n", encoding="utf-8"
    )
    told = listen(1)
    hook = hookimpl(specname="orchestra_flows")(lambda: {"one": "used_later:one"})
    plugin = SimpleNamespace(orchestra_flows=hook)
    registry = load_plugins(Project(folder=tmp_path), installed=False, given=[("crm", plugin)])
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        assert registry.flow("one").name == "one"
    assert told.timeless[0].startswith(
        "The plugin crm is still being imported after a time (used_later.py, line 5). It"
    )


def test_a_directory_that_is_asked_for_everybody_is_named(tmp_path: Path, listen: Listen) -> None:
    told = listen(1)

    class Slow:
        def principals(self) -> list[str]:
            wait_for((tmp_path / "told").exists)
            return []

        def known(self, principal: str) -> bool:
            return principal == "user:ann"

        member = someone = members = manager = known

    def staff() -> Slow:
        return Slow()

    plugin = SimpleNamespace(orchestra_people=hookimpl(specname="orchestra_people")(staff))
    registry = load_plugins(Project(folder=tmp_path), installed=False, given=[("staff", plugin)])
    assert (registry.problems, registry.principals()) == ((), frozenset())
    said = "The plugin staff is still being asked for all people in its directory Slow after a time (patience.py, "
    assert told.timeless[0].startswith(said)


def test_ctrl_c_names_the_plugin_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt) as caught:
        _local(tmp_path, "import time\n\nraise KeyboardInterrupt\n")
    assert isinstance(caught.value, Interrupted)
    assert str(caught.value) == "Interrupted while the plugin flows.py was being imported (flows.py, line 3)."


def test_a_thread_is_in_a_plugins_code_only_while_it_is(tmp_path: Path) -> None:
    seen: list[bool] = []

    class Plugin:
        @hookimpl
        def orchestra_flows(self) -> list[Any]:
            seen.append(awaits_here())
            return []

    load_plugins(Project(folder=tmp_path), installed=False, given=[("one", Plugin())])
    assert (seen, awaits_here()) == ([True], False)


def watching() -> list[threading.Thread]:
    """The threads that look after what is waited for."""
    return [each for each in threading.enumerate() if each.name == "orchestra-plugins"]


def test_one_thread_looks_after_all_and_ends_after_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_for(lambda: not watching())
    monkeypatch.setattr(waits, "PATIENCE", 0.2)
    seen: list[threading.Thread] = []

    class Plugin:
        @hookimpl
        def orchestra_flows(self) -> list[Any]:
            seen.extend(watching())
            return []

    given = [(f"p{number}", Plugin()) for number in range(3)]
    load_plugins(Project(folder=tmp_path), installed=False, given=given)
    assert seen == [seen[0]] * 3
    wait_for(lambda: not watching())
