"""The page on kinds of plugin is a project: its files are written as it says, and each kind does what it says."""

import re
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from orchestra_dsl import Project
from orchestra_dsl.cli import main
from orchestra_dsl.plugin import Answer, Predicate
from orchestra_dsl.plugin.directory import Substituting
from orchestra_dsl.plugin.supplied import SuppliedKind
from orchestra_dsl.testing import MakeKit
from tests.house.checkout import ROOT
from tests.patience import PATIENCE, wait_for

PAGE = (ROOT / "docs" / "kinds.md").read_text(encoding="utf-8")
ALL_FILES = dict(re.findall(r"`(\w+\.py)`[^`\n]*:\n\n```python\n(.*?)```", PAGE, re.DOTALL))
FILES = {name: text for name, text in ALL_FILES.items() if not name.startswith("test_")}
(SOURCE,) = re.findall(r"```orch\n(.*?)```", PAGE, re.DOTALL)
(SETTINGS,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project of the page, in the folder in which the test works."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORCHESTRA_CACHE", "off")
    for name, text in {**FILES, "ask.orch": SOURCE, "orchestra.toml": SETTINGS}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Project.load(tmp_path)


def test_all_python_of_the_page_is_in_files_that_the_project_names() -> None:
    assert len(ALL_FILES) == PAGE.count("```python")
    assert re.findall(r'"(\w+\.py)"', SETTINGS) == list(FILES)


def test_every_kind_is_on_the_page() -> None:
    told = {heading.lower() for heading in re.findall(r"^## An? (.+)$", PAGE, re.MULTILINE)}
    words = {"policy": "allocation policy", "source": "record source"}
    supplied = {words.get(kind, kind) for kind in get_args(SuppliedKind)}
    assert told == supplied | {"directory of people", "rule of the linter", "exporter"}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("name", ["test_shares.py", "test_staff.py"])
def test_the_tests_of_the_page_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, orchestra_kit: MakeKit, name: str
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    found: dict[str, Any] = {}
    exec(ALL_FILES[name], found)  # noqa: S102 - it is the page's own
    (test,) = (each for title, each in found.items() if title.startswith("test_"))
    test(orchestra_kit)
    del sys.modules[name.removeprefix("test_").removesuffix(".py")]


def test_nothing_is_wrong_with_the_project(desk: Project) -> None:
    assert desk.check().diagnostics == ()


@pytest.mark.usefixtures("desk")
def test_the_rule_finds_what_it_is_for(tmp_path: Path) -> None:
    (tmp_path / "ask.orch").write_text(SOURCE.replace("due in 1d", ""), encoding="utf-8")
    found = [(each.code, each.message) for each in Project.load(tmp_path).check().diagnostics]
    assert found == [("house/due", "`reply` is never due.")]


def test_a_question_is_answered(desk: Project, tmp_path: Path) -> None:
    """The flow sorts it, the predicate lets it through, the policy gives it to rita, whom the pager tells of it."""
    with desk.engine(":memory:") as engine, engine.worker():
        question = {"id": "7", "text": "Where is my parcel!", "topic": "Other"}
        engine.records.put("Question", question, by=engine.by())
        run = engine.start("ask", {"question": "7"}, by=engine.by("lena"))
        wait_for(lambda: engine.work.for_user("user:rita"))
        (item,) = engine.work.for_user("user:rita")
        assert engine.work.for_user("user:omar") == []
        form = engine.form(item)
        assert (form.title, form.text) == ("Question 7, urgent", "Where is my parcel!")
        wait_for((tmp_path / "pager.txt").exists)
        wait_for(lambda: (tmp_path / "pager.txt").read_text(encoding="utf-8").startswith("Desk: rita: "))
        engine.work.complete(item.key, {"answer": "On its way."}, by=engine.by("rita"))
        for _ in engine.runs.follow(run, timeout=PATIENCE):
            pass
        assert engine.runs.get(run).outcome == "Answered"


def test_the_predicate_says_when_to_ask_again() -> None:
    found: dict[str, Predicate[..., bool | Answer]] = {}
    exec(FILES["questions.py"], found)  # noqa: S102 - it is the page's own
    answer = found["is_open"].function("Billing")
    assert isinstance(answer, Answer)
    assert answer.ask_again_in == timedelta(minutes=1)


@pytest.mark.usefixtures("desk")
def test_the_importer_makes_a_source_of_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "steps.csv").write_text("step,group\ncheck,Desk\npay,Finance\n", encoding="utf-8")
    assert main(["import", "steps", "steps.csv"]) == 0
    said = capsys.readouterr().out
    assert 'interactive check = check() { assign to group("Desk") }\n' in said
    assert said.index("check_stage") < said.index("pay_stage") < said.index('end "Done"')


def test_the_observer_writes_what_has_happened(desk: Project, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.txt"
    with desk.engine(":memory:") as engine, engine.worker() as worker:
        wait_for(lambda: worker.status.works)
        engine.records.put("Question", {"id": "7", "text": "Where?", "topic": "Other"}, by=engine.by())
        engine.start("ask", {"question": "7"}, by=engine.by("lena"))
        wait_for(lambda: ledger.exists() and " ask desk.reply: opened\n" in ledger.read_text(encoding="utf-8"))
    assert " ask run: started\n" in ledger.read_text(encoding="utf-8")


def test_the_source_brings_in_what_is_in_the_mailbox(desk: Project, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "mailbox.db")) as mails, mails:
        mails.execute("CREATE TABLE mail (number INTEGER PRIMARY KEY, text TEXT, topic TEXT)")
        mails.executemany(
            "INSERT INTO mail (text, topic) VALUES (?, 'Other')", [[str(number)] for number in range(501)]
        )
    with desk.engine(":memory:") as engine, engine.worker():
        wait_for(lambda: engine.records.get("Question", "501"))
        (row,) = engine.sources.all()
        wait_for(lambda: engine.sources.all()[0].cursor == "501")
        assert row.trouble is None


@pytest.mark.usefixtures("desk")
def test_the_exporter_writes_the_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", ".", "ask", "--format", "steps"]) == 0
    assert capsys.readouterr().out == "sort\nAnswer it\n"


def test_an_empty_question_is_the_error_that_the_page_names(desk: Project) -> None:
    with desk.engine(":memory:") as engine, engine.worker():
        engine.records.put("Question", {"id": "8", "text": "", "topic": "Other"}, by=engine.by())
        run = engine.start("ask", {"question": "8"}, by=engine.by("lena"))
        wait_for(lambda: engine.runs.get(run).status.words == "error")


def test_the_page_links_to_what_a_directory_may_answer_besides() -> None:
    assert f"hooks.md#{Substituting.__name__.lower()}" in PAGE
