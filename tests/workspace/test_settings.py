"""`orchestra.toml` is read whole, and what is wrong in it is named by its key."""

from pathlib import Path

import pytest

from orchestra_dsl.workspace.discovery import project_of, sources_in, sources_of
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.settings import read_settings


def project(folder: Path, text: str, *files: str) -> Path:
    """A folder with this `orchestra.toml` and empty files; returns the configuration's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "orchestra.toml").write_text(text, encoding="utf-8")
    return folder / "orchestra.toml"


def test_every_key_is_read_and_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = read_settings(
        project(
            tmp_path,
            """
            sources = ["main.orch"]
            plugins = ["flows.py"]
            people = "people.toml"
            store = "data/runs.db"
            administrators = ["lena", "group:Managers"]
            [channels]
            email = "console"
            [settings.flows]
            url = "https://crm.example"
            """,
        )
    )
    assert settings.sources == ("main.orch",)
    assert settings.plugins == (tmp_path / "flows.py",)
    assert settings.people == tmp_path / "people.toml"
    assert settings.store == tmp_path / "data" / "runs.db"
    assert settings.administrators == ("user:lena", "group:Managers")
    assert settings.channels == {"email": "console"}
    assert settings.settings == {"flows": {"url": "https://crm.example"}}


def test_every_key_may_be_left_out(tmp_path: Path) -> None:
    settings = read_settings(project(tmp_path, ""))
    assert settings.sources == ("*.orch",)
    assert (settings.plugins, settings.people, settings.administrators) == ((), None, ())
    assert settings.store == tmp_path / ".orchestra" / "store.db"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('source = ["a.orch"]', "unknown key `source`. Did you mean `sources`?"),
        (
            "color = 1",
            (
                "unknown key `color`. "
                "The keys are: sources, plugins, people, store, administrators, missed_starts, channels, allocation, "
                "record_sources, settings, lint."
            ),
        ),
        ('sources = "a.orch"', '`sources` has to be a list of texts. Write sources = ["a.orch"].'),
        ("plugins = 3", '`plugins` has to be a list of texts. Write plugins = ["…", "…"].'),
        ("people = 3", '`people` has to be the path of a file. Write people = "…".'),
        ("store = ''", '`store` has to be the path of a file. Write store = "…".'),
        (
            'administrators = ["queue:Triage"]',
            '`administrators` has to be a list of users and groups. Write administrators = ["ann", "group:Managers"].',
        ),
        (
            "channels = { email = 3 }",
            (
                "`channels` has to be a table that gives each channel another's name. "
                'Write [channels] and below it lines such as email = "console".'
            ),
        ),
        (
            "record_sources = 3",
            (
                "`record_sources` has to be a table that says of record sources how often they are asked. "
                'Write [record_sources] and below it lines such as crm = "5m".'
            ),
        ),
        *(
            (
                f"[record_sources]\ncrm = {written}",
                (
                    "`record_sources.crm` has to be a duration, or false. "
                    'Write a duration such as "30s" or "5m", or false.'
                ),
            )
            for written in ("3", "true", '"often"', '"0s"', '"99999999999d"', "[]")
        ),
        (
            "settings = { flows = 3 }",
            "`settings` has to be tables, one for each plugin. Write [settings.NAME] and the settings below it.",
        ),
        ("sources = [", "this is not valid TOML: Invalid value (at end of document)"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as error:
        read_settings(project(tmp_path, text))
    line = "" if "TOML" in message else ":2" if text.startswith("[") else ":1"
    assert str(error.value) == f"orchestra.toml{line}: {message}"


@pytest.mark.parametrize("written", ["color = 1", "[color.red]", "[color]", '"color" = 1', "  color.red = 1"])
def test_the_line_of_an_unknown_key_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"^orchestra\.toml:3: unknown key `color`"):
        read_settings(project(tmp_path, f"# color\n\n{written}\n"))


def test_a_configuration_that_is_no_text_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    project(tmp_path, "").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"^orchestra\.toml: is not text in UTF-8\. Save it as UTF-8\.$"):
        project_of(tmp_path)


def test_a_source_belongs_to_the_nearest_project_above_it(tmp_path: Path) -> None:
    project(tmp_path, "", "a.orch", "inner/deep/b.orch")
    project(tmp_path / "inner", 'sources = ["deep/*.orch"]')
    assert project_of(tmp_path / "a.orch").folder == tmp_path
    assert project_of(tmp_path / "inner" / "deep" / "b.orch").folder == tmp_path / "inner"


def test_a_folder_without_configuration_is_a_project_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.orch").touch()
    settings = project_of(tmp_path / "a.orch")
    assert (settings.folder, settings.file) == (tmp_path, None)
    assert sources_of(settings) == [tmp_path / "a.orch"]


def test_a_project_stands_for_its_sources_and_a_folder_for_all_below(tmp_path: Path) -> None:
    project(tmp_path / "one", 'sources = ["a.orch"]', "a.orch", "not_listed.orch")
    project(tmp_path / "two", "", "c.orch", "b.orch", ".venv/hidden.orch")
    named = [source.name for _, source in sources_in(tmp_path / "one")]
    everything = [source.name for _, source in sources_in(tmp_path)]
    assert named == ["a.orch"]
    assert everything == ["a.orch", "not_listed.orch", "b.orch", "c.orch"]


def test_a_source_pattern_that_finds_nothing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings(project(tmp_path, 'sources = ["missing.orch"]'))
    with pytest.raises(UsageError, match=r"^orchestra\.toml: there is no source missing\.orch"):
        sources_of(settings)


def test_a_source_pattern_may_not_be_absolute(tmp_path: Path) -> None:
    settings = read_settings(project(tmp_path, 'sources = ["/etc/*"]'))
    with pytest.raises(UsageError, match="cannot be searched for"):
        sources_of(settings)


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"^nothing\.orch: there is no such file or folder"):
        sources_in(Path("nothing.orch"))


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (
            "[settings.mail]\nport = 25\npassword = { env = 7 }\n",
            ":3",
            "mail.password is read from the environment, and",
        ),
        ('[settings.mail]\npassword = { env = "" }\n', ":2", "mail.password is read from the environment, and"),
        ('[settings.mail]\npassword = { env = " A" }\n', ":2", "mail.password is read from the environment, and"),
        ('[settings.mail]\npassword = { "env " = "a" }\n', ":2", 'mail.password has "env "'),
        (
            '[settings.mail]\npassword.env = "A"\npassword.other = 1\n',
            ":2",
            "mail.password is read from the environment",
        ),
        (
            '[settings.http.flows."a.b"]\nx = 1\n[settings.http.flows."a.b".bearer]\nENV = "X"\n',
            ":3",
            "a.b.bearer has ENV",
        ),
        ('[settings]\nmail = { keys = [ "a",\n  { ENV = "X" } ] }\n', ":2", "mail.keys[1] has ENV"),
        (
            "[other]\n[settings.mail.password]\n# env\nenv = true\n",
            ":2",
            "mail.password is read from the environment, and",
        ),
    ],
)
def test_a_secret_that_is_written_wrongly_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, where: str, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    file = project(tmp_path, text.replace("[other]\n", '[channels]\npassword = "console"\n'))
    with pytest.raises(UsageError) as caught:
        read_settings(file)
    line = int(where[1:]) + ("[other]" in text)
    assert caught.value.where == f"orchestra.toml:{line}"
    assert what in caught.value.what
    assert str(caught.value.hint).startswith("Write ")


def test_a_plugins_own_table_may_have_an_env_and_what_is_sent_too(tmp_path: Path) -> None:
    text = '[settings.crm]\nenv = "PROD"\nother = 1\nbody = { env = "prod", kind = "web" }\n'
    assert read_settings(project(tmp_path, text)).settings["crm"]["env"] == "PROD"


@pytest.mark.parametrize(
    "text",
    [
        '[settings.http.flows."a.b"]\noutputs = { env = "text?" }\n',
        '[settings.notify.services.env]\nurl = { env = "KEY" }\n',
        "[settings.crm]\nkeys = { env = ['A'] }\n",
        "[settings.crm]\nbody = { '\\env' = \"PROD\", x = 1 }\n",
    ],
)
def test_a_table_of_names_may_have_an_env_among_them(tmp_path: Path, text: str) -> None:
    assert read_settings(project(tmp_path, text)).settings
