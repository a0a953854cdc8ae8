"""Every code has a page, and every page a code; and what a page has to look like."""

import pytest

from orchestra_dsl.diagnostics import CODES
from orchestra_dsl.diagnostics.pages import BadPage, File, folder
from orchestra_dsl.diagnostics.pages.page import read

PARTS = ["On the day.\n", "```orch wrong\na\n```\n", "```orch right\nb\n```\n", "See also.\n"]
TEXT = "\n".join(PARTS)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages = {path.name.removesuffix(".md") for path in folder().iterdir() if path.name.endswith(".md")}
    assert pages == set(CODES)


def test_a_page_is_what_stands_before_between_and_behind_its_examples() -> None:
    page = read(CODES["O404"], TEXT, "said\n")
    assert (page.day, page.reported, page.notes) == ("On the day.", "said\n", "See also.")
    assert page.wrong == (File("process.orch", "orch", "a\n"),)
    assert page.right == (File("process.orch", "orch", "b\n"),)


def test_files_have_names_and_encodings_and_may_stand_on_both_sides() -> None:
    more = "```toml both orchestra.toml\nc\n```\n\n```orch wrong old.orch utf-16\nd\n```\n\n"
    page = read(CODES["O404"], TEXT.replace("```orch right", f"{more}```orch right"), "")
    assert [each.name for each in page.wrong] == ["process.orch", "orchestra.toml", "old.orch"]
    assert [each.name for each in page.right] == ["orchestra.toml", "process.orch"]
    assert page.wrong[2].encoding == "utf-16"


def test_a_page_may_say_which_codes_it_is_not_about() -> None:
    page = read(CODES["O404"], f"Also: O009, O209\n\n{TEXT}", "")
    assert page.also == ("O009", "O209")
    assert page.day == "On the day."


@pytest.mark.parametrize("missing", range(4))
def test_a_page_without_one_of_its_parts_is_refused(missing: int) -> None:
    with pytest.raises(BadPage, match="the page of O404 needs a beginning, a wrong example, a right one, and notes"):
        read(CODES["O404"], "\n".join([*PARTS[:missing], *PARTS[missing + 1 :]]), "")


@pytest.mark.parametrize(
    "text", [TEXT.replace("orch wrong", "orch bad"), TEXT.replace("```orch right", "But\n```orch right")]
)
def test_what_is_not_of_the_form_is_refused(text: str) -> None:
    with pytest.raises(BadPage):
        read(CODES["O404"], text, "")
