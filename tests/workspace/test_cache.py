"""What is kept of a compilation comes back as it was, and nothing that is damaged or foreign is believed."""

from pathlib import Path

import pytest

from orchestra_dsl.diagnostics import Applicability, Code, Diagnostic, Edit, Fix, Label, Severity
from orchestra_dsl.source import Span
from orchestra_dsl.workspace import cache_folder, kept
from orchestra_dsl.workspace.brought import Brought

FINDING = Diagnostic(
    "O201",
    "There is no `casse`.",
    Span(3, 8, "a.orch"),
    [Label(Span(0, 2, "b.orch"), "declared here")],
    "Did you mean `case`?",
    Fix("Write `case`.", [Edit(Span(3, 8, "a.orch"), "case")], Applicability.SAFE),
    Severity.WARNING,
)

GUEST = Diagnostic(
    "acme/no-log", "A log line.", Span(0, 1, "a.orch"), about=Code(code="acme/no-log", title="Log line", why="Lost.")
)


def sample() -> kept.Kept:
    return kept.Kept(
        "0.1",
        "code-1",
        {"a.orch": "abc"},
        kept.keep_findings([FINDING]),
        kept.keep_findings([GUEST]),
        b"{}",
        [Brought("Zed", "Zed", "crm", "crm.py", "crm.py, line 7")],
    )


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_finding_comes_back_as_it_was() -> None:
    back = kept.decode(kept.encode(sample()))
    assert back == sample()
    assert kept.findings_of(back.findings) == [FINDING]
    assert kept.findings_of(back.style) == [GUEST]


@pytest.mark.parametrize("length", range(0, len(kept.encode(sample())), 7))
def test_a_damaged_entry_is_no_entry(length: int) -> None:
    assert kept.decode(kept.encode(sample())[:length]) is None


def test_an_entry_with_a_finding_that_is_not_known_is_no_entry() -> None:
    foreign = sample()
    foreign.findings[0].code = "O999"
    assert kept.decode(kept.encode(foreign)) is None


def test_what_is_written_is_read_and_only_its_owner_may_look(cache: Path) -> None:
    cache_folder.write("name", b"data")
    assert cache_folder.read("name") == b"data"
    assert cache.stat().st_mode & 0o077 == 0
    assert [path.name for path in cache.iterdir()] == ["name"]


def test_a_folder_that_others_may_write_to_is_not_believed(cache: Path) -> None:
    cache_folder.write("name", b"data")
    cache.chmod(0o770)
    assert cache_folder.read("name") is None


def test_a_cache_that_cannot_be_written_is_no_error(cache: Path) -> None:
    cache.write_text("a file where the folder should be", encoding="utf-8")
    cache_folder.write("name", b"data")
    assert cache_folder.read("name") is None


def test_a_cache_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", "off")
    assert cache_folder.cache_folder() is None


def test_the_users_own_cache_folder_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ORCHESTRA_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder.cache_folder() == tmp_path / "orchestra"
