"""The pages on projects and on Python say what the code does."""

import asyncio
import inspect
import re
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import orchestra_dsl
from orchestra_dsl import Project, ProjectEngine
from orchestra_dsl.plugin import Later, shapes
from orchestra_dsl.plugin.invocation import Returned
from orchestra_dsl.testing import Kit, MakeKit, MakeTrial, Trial
from orchestra_dsl.workspace import cache_folder
from orchestra_dsl.workspace.settings import _READERS, read_settings
from tests.patience import PATIENCE, wait_for

ROOT = Path(__file__).resolve().parents[2]
PROJECT_PAGE = (ROOT / "docs" / "project.md").read_text(encoding="utf-8")
PLUGINS_PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
FLOWS_PAGE = (ROOT / "docs" / "flows.md").read_text(encoding="utf-8")
PEOPLE_PAGE = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
TESTING_PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON_PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def snippets(page: str, language: str) -> list[str]:
    """The code of a page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_every_setting_is_documented() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PROJECT_PAGE.partition("## Environment")[0], re.MULTILINE) == list(_READERS)


def test_the_configuration_of_the_page_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "orchestra.toml").write_text(snippets(PROJECT_PAGE, "toml")[0], encoding="utf-8")
    assert read_settings(tmp_path / "orchestra.toml").administrators == ("group:Managers", "user:lena")


def test_the_variables_of_the_page_are_those_of_the_code() -> None:
    named = set(re.findall(r"`(ORCHESTRA_\w+)`", PROJECT_PAGE))
    files = (ROOT / "orchestra_dsl").rglob("*.py")
    used = {name for file in files for name in re.findall(r"\"(ORCHESTRA_[A-Z]+)\"", file.read_text(encoding="utf-8"))}
    assert named == used
    assert cache_folder.VARIABLE in named


def test_every_exception_is_documented() -> None:
    exceptions = {
        name
        for name in orchestra_dsl.__all__
        if isinstance(found := getattr(orchestra_dsl, name), type) and issubclass(found, Exception)
    }
    assert set(re.findall(r"^\| `(\w+)` \| ", PYTHON_PAGE, re.MULTILINE)) == exceptions


@pytest.fixture
def example(folder: Path) -> dict[str, Any]:
    """What the page's code finds there: the small project in place of the example."""
    project = Project.load(folder)
    return {"project": project, "case": {"id": "5001", "owner": "ann"}}


def adapted(code: str) -> str:
    """The page's code, on the small project and in memory."""
    for old, new in (
        ('project = Project.load("examples/case_management")\n', ""),
        ('"case_management"', '"handle"'),
        ("engine()", 'engine(":memory:")'),
        ("user:maria", "user:bob"),
        ('"maria"', '"bob"'),
    ):
        code = code.replace(old, new)
    return code


def test_the_code_of_the_page_runs(example: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    exec(adapted(snippets(PYTHON_PAGE, "python")[0]), example)  # noqa: S102 - it is our own page
    assert "active" in capsys.readouterr().out


def test_the_code_of_the_readme_follows_a_run_to_its_end(
    folder: Path, example: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """While somebody else does the work, in a process of their own."""
    store = folder / "store.db"
    example["project"] = Project.load(folder)
    with example["project"].engine(store) as elsewhere, ThreadPoolExecutor(1) as people:
        elsewhere.records.put("Case", example["case"], by=elsewhere.by())
        done = people.submit(do_the_work, elsewhere)
        code = adapted(snippets(README, "python")[0]).replace('"5001"', 'case["id"]').replace('":memory:"', "store")
        exec(code, example | {"store": store})  # noqa: S102 - it is our own page
        done.result(PATIENCE)
    assert "completed desk.fix" in capsys.readouterr().out


def do_the_work(engine: ProjectEngine) -> None:
    wait_for(lambda: engine.work.for_user("user:bob"))
    (item,) = engine.work.for_user("user:bob")
    engine.work.complete(item.key, {"resolution": "Restarted"}, by=engine.by("bob"))


def test_the_code_for_asyncio_runs(example: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    code = adapted(snippets(PYTHON_PAGE, "python")[1]).replace(
        "    run =", '    await engine.records.put("Case", case, by=await engine.by())\n    run ='
    )
    exec(f"async def main():\n{textwrap.indent(code, '    ')}", example)  # noqa: S102 - it is our own page
    asyncio.run(example["main"]())
    assert "started" in capsys.readouterr().out


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The project of the page on plugins."""
    settings, _package = snippets(PLUGINS_PAGE, "toml")
    people, absences, *_ = snippets(PEOPLE_PAGE, "toml")
    files = {
        "shipping.orch": snippets(PLUGINS_PAGE, "orch")[0],
        "flows.py": snippets(PLUGINS_PAGE, "python")[0],
        "orchestra.toml": settings,
        "people.toml": people + absences,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_project_of_the_page_on_plugins_has_no_findings(shop: Path) -> None:
    assert not Project.load(shop).check().diagnostics


def test_the_tests_of_the_page_on_plugins_pass(
    shop: Path, monkeypatch: pytest.MonkeyPatch, orchestra_kit: MakeKit, orchestra_trial: MakeTrial
) -> None:
    monkeypatch.syspath_prepend(shop)
    monkeypatch.delitem(sys.modules, "flows", raising=False)
    fixtures = {"orchestra_kit": orchestra_kit, "orchestra_trial": orchestra_trial}
    played = 0
    for code in snippets(TESTING_PAGE, "python"):
        names: dict[str, Any] = {"__file__": str(shop / "test_page.py")}
        exec(code, names)  # noqa: S102 - it is our own page
        for name, test in names.items():
            if name.startswith("test_"):
                test(*(fixtures[each] for each in inspect.signature(test).parameters))
                played += 1
    assert played == 4


def test_the_page_on_plugins_names_all_that_the_kit_can_do() -> None:
    for class_, name in ((Kit, "kit"), (Trial, "trial")):
        public = {each for each in vars(class_) if not each.startswith("_")} - {"close"}
        assert {each for each in public if f"`{name}.{each}" not in TESTING_PAGE} == set()


def test_the_project_of_the_page_on_plugins_runs(shop: Path) -> None:
    order = {"id": "7", "customer": "ann", "total": 80, "status": "Open"}
    with Project.load(shop).engine(":memory:") as engine, engine.worker():
        engine.records.put("Order", order, by=engine.by())
        run = engine.start("shipping", {"order": "7"}, by=engine.by("lena"))
        for _ in engine.runs.follow(run, timeout=PATIENCE):
            for item in engine.work.for_user("user:ann"):
                assert engine.form(item).text == "It lies on shelf A-7."
                engine.work.complete(item.key, {"parcels": 2}, by=engine.by("ann"))
        row = engine.records.get("Order", "7")
        assert (engine.runs.get(run).outcome, row and row.fields["status"]) == ("Shipped", "Packed")


def test_the_flow_of_the_page_that_tells_its_progress_does(tmp_path: Path) -> None:
    plugin = ModuleType("report")
    exec(snippets(FLOWS_PAGE, "python")[0], plugin.__dict__)  # noqa: S102 - it is our own page
    kit = Kit(plugin, folder=tmp_path)
    assert kit.call("report.write", {"pages": 2}) == Returned({"pages": 2})
    assert [each.text for each in kit.reported] == ["writing page 1", "writing page 2"]


def test_the_flow_of_the_page_that_answers_later_does(tmp_path: Path) -> None:
    opened: list[str] = []
    code = snippets(FLOWS_PAGE, "python")[1]
    plugin = ModuleType("portal")
    plugin.__dict__["open_in_portal"] = lambda order, answer_with: opened.append(f"{order} {answer_with}")
    exec(code, plugin.__dict__)  # noqa: S102 - it is our own page
    assert Kit(plugin, folder=tmp_path).call("portal.approve", {"order": "A7"}) == Later()
    assert opened == ["A7 token of test"]


def test_the_annotations_of_the_page_are_those_of_the_code() -> None:
    rows = [line for line in (shapes.__doc__ or "").splitlines() if line.startswith("|")]
    assert "\n".join(rows) in PLUGINS_PAGE
