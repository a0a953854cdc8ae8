"""From a function to its signature."""

from decimal import Decimal
from typing import Any, Literal, TypedDict

import pytest

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.types import BOOLEAN, DECIMAL, TEXT, Choice, Field, Optional, RecordOf
from orchestra_dsl.plugin import Answer, Context, FlowError, Record, View, flow, predicate, screen
from orchestra_dsl.plugin.problems import BadPlugin


class Case(Record):
    id: str


class Classification(TypedDict):
    severity: Literal["S1", "S2"]
    note: str | None


def test_a_flow_has_the_signature_of_its_function() -> None:
    @flow("crm.classify", writes=["Case.status"])
    def classify(case: Case, limit: Decimal = Decimal(5)) -> Classification:
        raise NotImplementedError

    assert classify.signature == Signature(
        "flow",
        "crm.classify",
        (Field("case", RecordOf("Case")), Field("limit", DECIMAL)),
        (Field("severity", Choice(("S1", "S2"))), Field("note", Optional(TEXT))),
        ("Case.status",),
    )


def test_a_flow_without_a_result_has_no_outputs() -> None:
    @flow("ping")
    async def ping() -> None: ...

    assert ping.signature == Signature("flow", "ping", ())
    assert ping.is_async


def test_the_context_and_keyword_only_parameters_with_a_default_take_no_part() -> None:
    @flow("ping")
    def ping(to: str, anything: Context, *, store: dict[str, float] | None = None) -> None: ...

    assert ping.signature.parameters == (Field("to", TEXT),)
    assert ping.takes.context == "anything"


def test_a_predicate_has_the_signature_of_its_function() -> None:
    @predicate("quiet")
    def quiet(case: Case) -> bool | Answer:
        raise NotImplementedError

    assert quiet.signature == Signature("predicate", "quiet", (Field("case", RecordOf("Case")),))


def test_a_screen_asks_for_the_fields_of_a_class() -> None:
    class Fix(TypedDict):
        done: bool

    @screen("fix", asks=Fix)
    def fix(case: Case) -> View:
        raise NotImplementedError

    assert fix.signature == Signature("screen", "fix", (Field("case", RecordOf("Case")),), (Field("done", BOOLEAN),))


def test_annotations_may_be_texts() -> None:
    @flow("later")
    def later(case: "Case") -> "Classification":
        raise NotImplementedError

    assert later.signature.parameters == (Field("case", RecordOf("Case")),)


def test_a_flow_is_called_from_python_like_its_function() -> None:
    @flow("double")
    def double(number: int) -> None:
        """Doubles."""
        raise FlowError("Doubled", str(number * 2))

    with pytest.raises(FlowError, match="42"):
        double(21)
    assert double.__doc__ == "Doubles."


def _missing_annotation(case) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 - that is the point


def _missing_result(case: str): ...  # type: ignore[no-untyped-def]  # noqa: ANN202 - that is the point


def _context_without_annotation(context) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 - the same


def _any_number(*cases: str) -> None: ...


def _positional(case: str, /) -> None: ...


def _keyword(*, case: str) -> None: ...


def _plain_result() -> str:
    return ""


def _dict_result() -> dict[str, Any]:
    return {}


def _bad_annotation(amount: float) -> None: ...


def _yields() -> Any:
    yield 1


WRONG = [
    (_missing_annotation, "parameter case has no annotation", "`case: str`"),
    (_context_without_annotation, "parameter context has no annotation", "context: Context"),
    (_missing_result, "its result has no annotation", "-> None"),
    (_any_number, r"parameter \*cases stands for any number of values", "Name each"),
    (_positional, "parameter case is positional-only", "`/`"),
    (_keyword, "keyword-only parameter case has no default", "`*`"),
    (_plain_result, "its result is str, which names no outputs", "TypedDict"),
    (_dict_result, r"its result is dict\[str, Any\], which names no outputs", "TypedDict"),
    (_bad_annotation, "parameter amount: the annotation float stands for no type", "Decimal"),
    (_yields, "it yields", "Generator"),
]


@pytest.mark.parametrize(("function", "what", "hint"), WRONG, ids=lambda value: getattr(value, "__name__", None))
def test_a_flow_of_the_wrong_form_is_told_what_is_wrong_and_where(function: Any, what: str, hint: str) -> None:
    wrong = flow("wrong")(function)
    with pytest.raises(BadPlugin, match=f"^flow wrong: .*{what}") as caught:
        wrong.check()
    assert hint in str(caught.value.hint)
    assert caught.value.where == f"test_signature.py, line {function.__code__.co_firstlineno}"


def test_a_predicate_that_answers_something_else_is_refused() -> None:
    @predicate("quiet")
    def quiet() -> str:
        return "yes"

    with pytest.raises(BadPlugin, match="predicate quiet: its result is str"):
        quiet.check()


def test_a_screen_that_answers_something_else_is_refused() -> None:
    @screen("fix", asks=None)
    def fix() -> str:
        return "text"

    with pytest.raises(BadPlugin, match="screen fix: its result is str"):
        fix.check()


def test_a_screen_that_asks_for_something_without_fields_is_refused() -> None:
    @screen("fix", asks=str)
    def fix() -> View:
        return View()

    with pytest.raises(BadPlugin, match="what it asks for is str, which names no outputs"):
        fix.check()


def test_an_async_screen_is_refused() -> None:
    @screen("fix", asks=None)
    async def fix() -> View:
        return View()

    with pytest.raises(BadPlugin, match="screen fix: it is async"):
        fix.check()


@pytest.mark.parametrize("name", ["", "crm classify", "crm.", ".x", "1st", "ä", "a-b"])
def test_a_name_that_no_source_can_write_is_refused_at_once(name: str) -> None:
    with pytest.raises(ValueError, match="is not a name"):
        flow(name)


def test_a_bare_decorator_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match=r'write @flow\("name"\)'):
        flow(lambda: None)  # type: ignore[arg-type]  # that is the mistake


@pytest.mark.parametrize("writes", ["Case.status", ["status"], ["a.b.c"]])
def test_writes_names_fields_of_records(writes: Any) -> None:
    with pytest.raises(ValueError, match="names no fields"):
        flow("x", writes=writes)
