"""People in a TOML file: a change counts without a restart, and a mistake in it changes nothing."""

import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from orchestra_people.directory import LiveDirectory
from orchestra_people.file import PeopleFile
from orchestra_people.kept import Kept

from orchestra_dsl.plugin import Directory, Listing, Substituting
from orchestra_dsl.plugin.directory import Filed, Fingerprinted, Troubled
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.watched_file import AT_REST

TEXT = """
[users.ann]
manager = "lena"
[users.bob]
[users.lena]
[groups]
Agents = ["ann", "bob"]
[queues]
Triage = ["group:Agents"]
[[absences]]
user = "ann"
from = 2026-12-21
until = 2026-12-31
substitute = "bob"
"""
AWAY = datetime(2026, 12, 24, tzinfo=UTC)


class Place:
    """A file of people, each of whose contents is a second younger than the one before, and long at rest."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "people.toml"
        self.kept = folder / "kept.json"
        self._at = time.time() - 1000

    def write(self, text: str) -> None:
        """Write it."""
        self.file.write_text(text, encoding="utf-8")
        self._at += 1
        os.utime(self.file, (self._at, self._at))

    def directory(self, at_rest: float = AT_REST) -> LiveDirectory:
        """The directory of a process that begins now."""
        source = PeopleFile(self.file)
        source.watched.at_rest = at_rest
        return LiveDirectory(source, Kept(self.kept, source.name))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path)
    found.write(TEXT)
    return found


def test_it_answers_every_question_that_a_directory_may_be_asked(place: Place) -> None:
    here = place.directory()
    asked: Directory = here
    assert (asked.known("user:ann"), asked.known("user:zoe")) == (True, False)
    assert (asked.member("user:ann", "queue:Triage"), asked.someone("group:Agents", ["user:ann"])) == (True, True)
    assert (list(asked.members("group:Agents")), asked.manager("user:ann")) == (["user:ann", "user:bob"], "user:lena")
    for protocol in (Listing, Substituting, Fingerprinted, Troubled, Filed):
        assert isinstance(here, protocol)
    assert "queue:Triage" in here.principals()
    assert here.away("user:ann", AWAY)
    assert set(here.stands_in_for("user:bob", AWAY)) == {"user:ann"}
    assert set(here.substitutes("user:ann", AWAY)) == {"user:bob"}
    assert here.files() == (place.file,)
    assert here.trouble() is None


def test_a_change_counts_with_the_next_question(place: Place) -> None:
    here = place.directory()
    before = here.fingerprint()
    place.write(TEXT + "[users.zoe]\n")
    assert here.known("user:zoe")
    assert here.fingerprint() != before
    place.write(TEXT)
    assert not here.known("user:zoe")
    assert here.fingerprint() == before


def test_a_file_that_does_not_change_is_read_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    here = place.directory()
    here.fingerprint()
    monkeypatch.setattr(PeopleFile, "read", lambda _self: pytest.fail("it was read again"))
    assert [here.known("user:ann") for _ in range(100)] == [True] * 100


def test_what_somebody_is_still_writing_does_not_count_yet(place: Place) -> None:
    here = place.directory()
    assert here.known("user:ann")
    place.file.write_text("", encoding="utf-8")  # half way: it would be a project without anybody
    assert here.known("user:ann")
    place.write(TEXT.replace("bob", "zoe"))
    assert here.known("user:zoe")


def test_a_process_that_begins_while_it_is_written_reads_it_again_once_it_is_at_rest(place: Place) -> None:
    source = PeopleFile(place.file)
    place.file.write_text("[users.ann]\n", encoding="utf-8")
    here = LiveDirectory(source)
    assert here.known("user:ann")
    stamp = place.file.stat()
    place.file.write_text("[users.bob]\n", encoding="utf-8")
    os.utime(place.file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # as in one tick of the clock, and as long
    source.watched.at_rest = 0
    assert here.known("user:bob")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[users.ann", "is not valid TOML"),
        (TEXT.replace('"bob"]', '"bbo"]'), "there is no bbo, who is a member of group Agents"),
        ("users = 3\n", "Expected `object`, got `int`: `users`"),
        ("a = " + "[" * 5000, "is nested too deeply"),
    ],
)
def test_a_mistake_leaves_those_in_force_who_were_known(
    place: Place, caplog: pytest.LogCaptureFixture, text: str, said: str
) -> None:
    here = place.directory()
    before = here.fingerprint()
    place.write(text)
    with caplog.at_level(logging.INFO, "orchestra.people"):
        assert [here.fingerprint() for _ in range(3)] == [before] * 3
        trouble = here.trouble()
    assert trouble is not None
    assert said in trouble.what
    assert "who was known before stays in force" in trouble.what
    assert "people.toml" in str(trouble.where)
    assert len(caplog.records) == 1, "it is said once"
    place.write(TEXT + "[users.zoe]\n")
    assert here.known("user:zoe")
    assert here.trouble() is None


def test_a_file_that_has_gone_leaves_those_in_force_who_were_known(place: Place) -> None:
    here = place.directory(at_rest=0)
    assert here.known("user:ann")
    place.file.unlink()
    assert here.known("user:ann")
    trouble = here.trouble()
    assert trouble is not None
    assert "cannot be read: No such file" in trouble.what
    place.write(TEXT)
    assert (here.known("user:ann"), here.trouble()) == (True, None)


def test_a_file_that_is_only_being_replaced_has_not_gone(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    here = place.directory(at_rest=60)
    assert here.known("user:ann")
    place.file.unlink()
    with caplog.at_level(logging.INFO, "orchestra.people"):
        assert (here.known("user:ann"), here.trouble()) == (True, None)
        place.write(TEXT.replace("bob", "zoe"))
        assert (here.known("user:zoe"), here.trouble()) == (True, None)
    assert caplog.records == []


def test_each_state_of_the_file_is_told_once_and_under_one_name(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    here = place.directory(at_rest=0)
    said = []
    with caplog.at_level(logging.INFO, "orchestra.people"):
        for text in (TEXT, "[users.ann", None, "[groups]\nAgents = ['bbo']\n", TEXT):
            caplog.clear()
            if text is None:
                place.file.unlink()
            else:
                place.write(text)
            assert [here.known("user:ann") for _ in range(3)] == [True] * 3
            said.append([each.getMessage() for each in caplog.records])
    assert [len(each) for each in said] == [0, 1, 1, 1, 1]
    assert all(each.startswith(f"{place.file}: ") for lines in said for each in lines), said
    kept = [each.endswith("; who was known before stays in force") for lines in said for each in lines]
    assert kept == [True, True, True, False]
    assert said[-1] == [f"{place.file}: people can be read again"]


def test_a_process_that_begins_with_a_mistake_begins_with_those_whom_another_knew(place: Place) -> None:
    before = place.directory().fingerprint()
    place.write("[users.ann")
    here = place.directory()
    assert here.fingerprint() == before
    assert here.away("user:ann", AWAY), "days are kept as days"
    assert here.trouble() is not None
    assert place.kept.stat().st_mode & 0o077 == 0, "only the owner reads it"


@pytest.mark.parametrize("kept", [None, "", "{}", '{"source": "elsewhere", "people": {}, "checksum": "1"}'])
def test_nobody_is_guessed_where_nobody_was_ever_known(place: Place, kept: str | None) -> None:
    place.write("[users.ann")
    if kept is not None:
        place.kept.write_text(kept, encoding="utf-8")
    here = place.directory()
    with pytest.raises(BadPlugin, match="is not valid TOML"):
        here.known("user:ann")
    with pytest.raises(BadPlugin, match="is not valid TOML"):
        here.trouble()
    place.write(TEXT)
    assert here.known("user:ann")


def test_those_of_another_file_are_not_taken_for_those_of_this_one(place: Place, tmp_path: Path) -> None:
    place.directory().fingerprint()
    other = PeopleFile(tmp_path / "other.toml")
    with pytest.raises(BadPlugin, match="cannot be read"):
        LiveDirectory(other, Kept(place.kept, other.name)).known("user:ann")


def test_where_nothing_can_be_kept_that_is_said_and_no_more(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.kept.mkdir()
    with caplog.at_level(logging.WARNING, "orchestra.people"):
        assert place.directory().known("user:ann")
    assert "cannot be kept" in caplog.text
    assert sorted(each.name for each in place.file.parent.iterdir()) == ["kept.json", "people.toml"]
