"""Settings that are read from the environment, and masked wherever a plugin's words are logged, stored or shown."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.plugin import Context, FlowError, Notification, Progress, User, channel, flow, hookimpl, predicate
from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.masking import masked
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.settings import ESCAPE, check_text, settings_for, text_setting

WORD = "hunter2/ä secret"
SETTINGS = {"host": "mail", "password": {"env": "TEST_PASSWORD"}, "more": {"keys": [{"env": "TEST_KEY"}, "open"]}}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose environment has the secrets."""
    monkeypatch.setenv("TEST_PASSWORD", WORD)
    monkeypatch.setenv("TEST_KEY", "key-4711-abc")


def refuse(word: str) -> None:
    """Fail with this word."""
    raise ValueError(word)


def failing(message: str, error: type[Exception] = ValueError) -> Kit:
    """A plugin whose flow reads its password and fails with it."""

    @flow("fail")
    def fail(context: Context) -> None:
        password = context.settings["password"]
        if error is FlowError:
            raise FlowError(f"Bad {password}", message.format(password))
        raise error(message.format(password))

    return Kit(type("Plugin", (), {"fail": fail}), settings=SETTINGS)


def test_a_setting_is_read_from_the_environment_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_for("mail", SETTINGS)
    monkeypatch.setenv("TEST_PASSWORD", "another one")
    assert (settings["host"], settings["password"]) == ("mail", "another one")
    assert settings["more"]["keys"] == ["key-4711-abc", "open"]
    assert list(settings) == ["host", "password", "more"]
    assert ("password" in settings, settings.get("user", "nobody"), len(settings)) == (True, "nobody", 3)


def test_what_shows_settings_shows_no_secret() -> None:
    settings = settings_for("mail", SETTINGS)
    assert settings["password"] == WORD
    assert WORD not in repr(settings)
    assert "TEST_PASSWORD" in repr(settings)


@pytest.mark.parametrize("table", [{"env": "prod", "more": 1}, {"environment": "A"}, {"Env": "prod"}, {"env": ["A"]}])
def test_a_table_that_is_no_secret_is_an_ordinary_one(table: dict[str, Any]) -> None:
    assert dict(settings_for("mail", {"one": table})["one"]) == table


@pytest.mark.parametrize(
    ("table", "what", "hint"),
    [
        (
            {"env": 7},
            "is read from the environment, and its env is not the name of a variable",
            'one = { env = "NAME" }.',
        ),
        (
            {"env": ""},
            "is read from the environment, and its env is not the name of a variable",
            'one = { env = "NAME" }.',
        ),
        (
            {"env": "hunter2!"},
            "is read from the environment, and its env is not the name of a variable",
            'one = { env = "NAME" }.',
        ),
        (
            {"env": " A_KEY"},
            "is read from the environment, and its env is not the name of a variable",
            'one = { env = "NAME" }.',
        ),
        (
            {"env": "A=B"},
            "is read from the environment, and its env is not the name of a variable",
            'one = { env = "NAME" }.',
        ),
        (
            {"env ": "A_KEY"},
            'has "env ", where env stands for a variable of the environment',
            'one = { env = "A_KEY" }.',
        ),
        (
            {" env": ["A_KEY"]},
            'has " env", where env stands for a variable of the environment',
            'one = { env = "NAME" }.',
        ),
        (
            {"env": "A_KEY", "default": 1, "other": 2},
            "is read from the environment variable A_KEY, and says default, other as well",
            'one = { env = "A_KEY" }, with nothing beside it.',
        ),
        (
            {"ENV": "A_KEY"},
            "has ENV, where env stands for a variable of the environment",
            'one = { env = "A_KEY" }.',
        ),
    ],
)
def test_a_table_that_was_meant_to_be_a_secret_is_an_error(table: dict[str, Any], what: str, hint: str) -> None:
    settings = settings_for("mail", {"one": table, "list": [table]})
    with pytest.raises(BadPlugin) as caught:
        _ = settings["one"]
    assert (caught.value.what, caught.value.hint) == (f"the setting mail.one {what}", f"Write {hint} {ESCAPE}")
    with pytest.raises(BadPlugin) as caught:
        _ = settings["list"]
    assert caught.value.what == f"the setting mail.list[0] {what}"
    assert caught.value.hint == f"Write {hint} {ESCAPE}".replace("one = ", "")
    with pytest.raises(BadPlugin, match=r"^the setting mail\.one"):
        text_setting("mail.one", table)


@pytest.mark.parametrize("table", [{"env": "PROD"}, {"env": "A_KEY", "default": 1}, {"ENV": "X"}, {"env": [1]}])
def test_a_table_may_have_a_key_env_of_its_own(table: dict[str, Any]) -> None:
    written = {f"\\{key}" if key.lower() == "env" else key: value for key, value in table.items()}
    one = settings_for("mail", {"one": written})["one"]
    assert dict(one) == table
    assert [*one] == [*table]
    (key,) = settings_for("mail", {"one": {"\\\\env": "X", "\\d": 1}})["one"].keys() - {"\\d"}
    assert key == "\\env", "a backslash before it is written as two"


@pytest.mark.parametrize(
    "value",
    [{"env": ["A"]}, {"env": {"env": "A"}}, {"env ": "A"}, {"env": "A=B"}, {"env": " A"}, {"env": 7}, {}, 5, ["A"]],
)
def test_where_a_text_belongs_there_is_one_or_a_variable(value: Any) -> None:
    with pytest.raises(BadPlugin) as caught:
        check_text("mail.password", value, ("mail", "password"))
    assert caught.value.what == "the setting mail.password is neither a text nor a variable of the environment"
    assert caught.value.hint == 'Write password = { env = "NAME" }, with the name of the variable.'
    assert caught.value.problem("mail").keys == ("mail", "password")
    check_text("mail.password", "open")
    check_text("mail.password", {"env": "my_key"})


def test_settings_without_tables_are_the_table_itself() -> None:
    table = {"host": "mail", "ports": [25, 587]}
    assert settings_for("mail", table) is table


@pytest.mark.parametrize("value", [None, ""])
def test_a_variable_that_is_lacking_is_named(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is None:
        monkeypatch.delenv("TEST_PASSWORD")
    else:
        monkeypatch.setenv("TEST_PASSWORD", value)
    with pytest.raises(BadPlugin, match="the environment variable TEST_PASSWORD, which is"):
        _ = settings_for("mail", SETTINGS)["password"]
    answer = failing("{}").call("fail", {})
    assert isinstance(answer, Failed)
    assert answer.code == "PluginError"
    assert answer.message.startswith("the setting tested.password is read from the environment variable TEST_PASSWORD")


def test_a_flow_that_does_not_use_it_goes_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_PASSWORD")

    @flow("host")
    def host(context: Context) -> None:
        assert context.settings["host"] == "mail"

    assert Kit(type("Plugin", (), {"host": host}), settings=SETTINGS).call("host", {}) == Returned({})


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("login with {} failed", "login with *** failed"),
        ("{}", "***"),
        ("x" * 1990 + "{}", "x" * 1990 + "***"),
    ],
)
def test_a_secret_is_masked_in_the_message_of_an_error(message: str, shown: str) -> None:
    answer = failing(message).call("fail", {})
    assert isinstance(answer, Failed)
    assert answer.message.startswith(shown)
    assert "hunter2" not in answer.message


def test_a_secret_is_masked_in_the_name_of_an_error() -> None:
    assert failing("{}", FlowError).call("fail", {}) == Failed("Bad ***", "***")


@pytest.mark.parametrize(
    "form",
    [
        "hunter2%2F%C3%A4%20secret",
        "hunter2%2f%c3%a4%20secret",
        "hunter2/%C3%A4%20secret",
        "hunter2%2F%C3%A4+secret",
        "hunter2/\\u00e4 secret",
    ],
)
def test_a_secret_is_masked_as_it_looks_elsewhere(form: str) -> None:
    assert settings_for("mail", SETTINGS)["password"]
    assert masked(f"https://ann:{form}@mail/") == "https://ann:***@mail/"


def test_a_secret_is_masked_in_json_that_keeps_its_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_PASSWORD", 'pässword"quote')
    assert settings_for("mail", SETTINGS)["password"]
    assert masked(json.dumps({"k": 'pässword"quote'}, ensure_ascii=False)) == '{"k": "***"}'


def test_a_value_that_is_too_short_to_be_a_secret_is_not_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_PASSWORD", "25")
    assert settings_for("mail", SETTINGS).get("password") == "25"
    assert masked("line 25") == "line 25"


def test_a_secret_is_masked_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    @flow("log")
    def log(context: Context) -> None:
        password = context.settings["password"]
        context.log.info("logging in with %s", password)
        context.log.info("logging in with %(password)s", {"password": password})
        context.log.info("logging in with %d", password)
        try:
            refuse(password)
        except ValueError:
            context.log.exception("it failed")
        context.log.debug("nobody looks at %s", password)

    with caplog.at_level(logging.INFO):
        assert Kit(type("Plugin", (), {"log": log}), settings=SETTINGS).call("log", {}) == Returned({})
    ours = [each for each in caplog.records if each.name == "orchestra.flow.log"]
    texts = [logging.Formatter().format(each) for each in ours]
    assert [text.splitlines()[0] for text in texts] == [
        "logging in with ***",
        "logging in with ***",
        "logging in with %d ('***',)",
        "it failed",
    ]
    assert texts[-1].endswith("ValueError: ***")
    assert {each.filename for each in ours} == {"test_secrets.py"}
    assert {each.__dict__["step"] for each in ours} == {"test"}


class Unspeakable:
    """What has no text."""

    def __repr__(self) -> str:
        raise ConnectionError("nobody knows")


def test_a_secret_is_masked_in_what_others_log(caplog: pytest.LogCaptureFixture) -> None:
    """The libraries that a plugin uses, and an author who has a logger of his own."""
    assert settings_for("mail", SETTINGS)["password"] == WORD
    log = logging.getLogger("some.library")
    log.warning("login as %s with %r", "ann", {"password": WORD})
    try:
        try:
            refuse(WORD)
        except ValueError as error:
            raise ConnectionError("no connection") from error
    except ConnectionError:
        log.exception("it failed")
    log.warning("nothing to be seen in %d %s", 1, "two")
    first, second, third = caplog.records
    assert first.getMessage() == "login as ann with {'password': '***'}"
    trace = logging.Formatter().format(second)
    assert "ValueError: ***" in trace
    assert trace.endswith("ConnectionError: no connection")
    assert (third.msg, third.args) == ("nothing to be seen in %d %s", (1, "two"))


def test_what_cannot_be_said_is_left_to_logging(caplog: pytest.LogCaptureFixture) -> None:
    assert settings_for("mail", SETTINGS)["password"] == WORD
    with pytest.raises(ConnectionError, match="nobody knows"):  # pytest's own handler raises what others report
        logging.getLogger("some.library").warning("it is %s", Unspeakable())
    assert [each.msg for each in caplog.records] == ["it is %s"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"hunter2/ä se…" is wrong', '"***…" is wrong'),
        ("key-471… and hunt…", "***… and ***…"),
        ("hunter is not hun… or key…", "hunter is not hun… or key…"),
        ("… hunter2/ä se", "… hunter2/ä se"),
    ],
)
def test_the_beginning_of_a_secret_is_masked_where_a_text_was_cut(text: str, shown: str) -> None:
    settings = settings_for("mail", SETTINGS)
    assert (settings["password"], settings["more"]["keys"][0]) == (WORD, "key-4711-abc")
    assert masked(text) == shown


def test_a_wrong_answer_that_holds_a_secret_is_said_without_it() -> None:
    @predicate("open")
    def is_open() -> bool:
        return {"a": WORD + "x" * 80}  # type: ignore[return-value]  # that is the mistake

    assert settings_for("mail", SETTINGS)["password"] == WORD
    failed = Kit(type("Plugin", (), {"open": is_open})).ask("open", {})
    assert isinstance(failed, Failed)
    assert failed.message.endswith("not {'a': '***" + "x" * 50 + "…")


def test_the_log_is_as_it_was_where_no_secret_is_in_it(caplog: pytest.LogCaptureFixture) -> None:
    @flow("log")
    def log(context: Context) -> None:
        try:
            refuse("seven")
        except ValueError:
            context.log.exception("it failed %d times", 7)

    with caplog.at_level(logging.INFO):
        Kit(type("Plugin", (), {"log": log})).call("log", {})
    (record,) = (each for each in caplog.records if each.name == "orchestra.flow.log")
    assert record.getMessage() == "it failed 7 times"
    assert record.exc_info is not None


def test_a_secret_is_masked_in_progress_and_in_what_a_channel_says() -> None:
    @channel("pager")
    def pager(_notification: Notification, context: Context) -> None:
        raise ConnectionError(f"{context.settings['password']} refused")

    kit = Kit(type("Plugin", (), {"pager": pager}), settings=SETTINGS)
    failed = kit.calls.tell("pager", "user:ann", "", "hello", key="1", run="r", step="s")
    assert isinstance(failed, Failed)
    assert failed.message.startswith("*** refused")
    assert Progress(0.5, f"with {WORD}").text == "with ***"
    assert User("user:ann")


def test_a_secret_is_masked_in_what_is_wrong_with_a_plugin() -> None:
    class Plugin:
        @hookimpl
        def orchestra_people(self, project: Project) -> None:
            raise ConnectionError(f"postgres://ann:{project.settings_of('people_of_sql')['password']}@db")

    about = Project(folder=Path(), settings={"people_of_sql": SETTINGS})
    registry = load_plugins(about, installed=False, given=[("people_of_sql", Plugin())])
    (problem,) = registry.problems
    assert "postgres://ann:***@db" in str(problem)
    assert "hunter2" not in str(problem)
