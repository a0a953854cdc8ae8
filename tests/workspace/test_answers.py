"""An answers file is read whole and checked against the orchestrations before anything runs."""

from pathlib import Path

import pytest

from orchestra_dsl import Project, UsageError
from orchestra_dsl.workspace.answers import Answers, read_answers

TWO = """\
[[answer]]
step = "desk.fix"
as = "ann"
with = { resolution = "Restarted" }

[[answer]]
step = "desk.fix"
as = "user:bob"
with = { resolution = "Replaced" }
"""


def read(folder: Path, text: str) -> Answers:
    file = folder / "answers.toml"
    file.write_text(text, encoding="utf-8")
    return read_answers(file, [each.graph for each in Project.load(folder).compile().orchestrations])


def test_a_steps_answers_are_used_in_order(folder: Path) -> None:
    answers = read(folder, TWO)
    first, second = answers.answer("desk.fix", 0), answers.answer("desk.fix", 1)
    assert first is not None
    assert second is not None
    assert (first.user, first.with_) == ("user:ann", {"resolution": "Restarted"})
    assert second.user == "user:bob"
    assert answers.answer("desk.fix", 2) is None
    assert answers.answer("desk.classify", 0) is None


def test_no_answers_are_no_answers(folder: Path) -> None:
    assert not Answers()
    assert read(folder, TWO)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("desk.fix", "desk.classify"), "answer 1: there is no interactive step `desk.classify`. The interactive"),
        (("desk.fix", "desk.fixx"), "answer 1: there is no interactive step `desk.fixx`. Did you mean `desk.fix`?"),
        (('resolution = "Replaced"', ""), "answer 2: this does not fit the screen fix_case: resolution: it is missing"),
        (("with =", "wit ="), "answer 1: unknown key `wit`. Did you mean `with`?"),
        (('as = "ann"\n', ""), "answer 1: `as` is missing. Write [[answer]] with step, as and with."),
        (('as = "user:bob"', "as = 3"), "answer 2: `as` has to be a text."),
        (("[[answer]]", "[[answers]]"), "unknown key `answers`. Did you mean `answer`?"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(folder: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(UsageError) as error:
        read(folder, TWO.replace(*change))
    assert message in str(error.value)
    assert "answers.toml" in str(error.value)
