"""What a page shows, section by section, and in Markdown."""

from orchestra_dsl.diagnostics import CODES
from orchestra_dsl.diagnostics.pages.markdown import markdown
from orchestra_dsl.diagnostics.pages.page import Page, read
from orchestra_dsl.diagnostics.pages.sections import Code, Prose, sections

TEXT = """\
The day
comes.

```orch wrong
a
```

```orch right
b
```

First.

- one
- two,
  which goes on
"""
PROJECT = TEXT.replace(
    "```orch right", "```toml wrong orchestra.toml\n```\n\n```toml both people.toml\nx\n```\n\n```orch right"
)


def page(text: str = TEXT) -> Page:
    return read(CODES["O404"], text, "said\n")


def blocks(title: str, text: str = TEXT) -> tuple[Prose | Code, ...]:
    (found,) = (each for each in sections(CODES["O404"], page(text)) if each.title == title)
    return found.blocks


def test_the_reason_of_the_registry_comes_before_what_would_happen() -> None:
    assert blocks("Why it matters") == (Prose(CODES["O404"].why), Prose("The day comes."))


def test_prose_is_paragraphs_and_lists() -> None:
    notes = (Prose("First."), Prose("one", item=True), Prose("two, which goes on", item=True))
    assert blocks("Notes") == notes


def test_a_source_alone_has_no_caption() -> None:
    assert blocks("Wrong") == (Code("a\n", "orch"),)


def test_of_several_files_each_has_its_name_and_what_stays_is_not_repeated() -> None:
    captions = [each.caption for each in blocks("Wrong", PROJECT) if isinstance(each, Code)]
    assert captions == ["`process.orch`", "`orchestra.toml`", "`people.toml`"]
    assert blocks("Right", PROJECT) == (Code("b\n", "orch"), Prose("`people.toml` stays as it is."))


def test_a_file_that_is_saved_otherwise_says_so() -> None:
    (file,) = blocks("Wrong", TEXT.replace("orch wrong", "orch wrong process.orch latin-1"))
    assert isinstance(file, Code)
    assert file.caption == "`process.orch`, saved as latin-1"


def test_codes_that_are_reported_besides_are_named() -> None:
    (_, besides) = blocks("What is reported", f"Also: O009, O209\n\n{TEXT}")
    assert besides == Prose("O009 and O209 are reported too, for the right example as well: that is another matter.")


def test_a_code_without_a_page_has_its_reason_alone() -> None:
    (section,) = sections(CODES["O404"], None)
    assert section.blocks == (Prose(CODES["O404"].why),)


def test_markdown_keeps_examples_and_joins_lines_of_prose() -> None:
    text = markdown(page())
    assert "\n\nThe day comes.\n\n## Wrong\n\n```orch\na\n```\n\n## What is reported\n\n```text\nsaid\n```\n" in text
    assert text.endswith("## Notes\n\nFirst.\n\n- one\n- two, which goes on\n")
