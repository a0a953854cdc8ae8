"""What a page shows, section by section, and in Markdown."""

from attrs import evolve

from orchestra_dsl.diagnostics import CODES, Severity
from orchestra_dsl.diagnostics.code import Code as Finding
from orchestra_dsl.diagnostics.pages.markdown import markdown
from orchestra_dsl.diagnostics.pages.page import Page, read
from orchestra_dsl.diagnostics.pages.sections import Code, Prose, sections, turning_off

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
    titles = [each.title for each in sections(CODES["O404"], None)]
    assert titles == ["Why it matters", "Turning it off"]


def test_an_error_cannot_be_turned_off() -> None:
    (sentence,) = blocks("Turning it off")
    assert sentence == Prose("It is an error, with which the source cannot run, so it cannot be turned off.")


def off(code: Finding) -> list[str]:
    return [each.text for each in turning_off(code) if isinstance(each, Code)]


def test_a_warning_is_turned_off_in_one_place_or_for_a_project() -> None:
    assert off(CODES["O802"]) == ["# orchestra: allow O802 because …\n", '[lint]\nO802 = "off"\n']
    assert off(CODES["O891"]) == ['[lint]\nO891 = "off"\n']


def test_the_rule_of_a_plugin_can_be_turned_off_whatever_its_level() -> None:
    rule = Finding(code="acme/no-log", title="Log", why="Lost.", severity=Severity.WARNING)
    assert off(rule) == ["# orchestra: allow acme/no-log because …\n", '[lint]\n"acme/no-log" = "off"\n']
    assert off(evolve(rule, severity=Severity.ERROR)) == ['[lint]\n"acme/no-log" = "off"\n']


def test_markdown_keeps_examples_and_joins_lines_of_prose() -> None:
    text = markdown(page())
    assert "\n\nThe day comes.\n\n## Wrong\n\n```orch\na\n```\n\n## What is reported\n\n```text\nsaid\n```\n" in text
    assert "\n\n## Notes\n\nFirst.\n\n- one\n- two, which goes on\n\n## Turning it off\n\n" in text
