"""Comments are kept with their places; doc comments belong to what is declared below them."""

from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.nodes import Event, Orchestration, Record, Stage
from orchestra_dsl.syntax.parser import parse
from tests.syntax.reading import read, tree


def record(text: str) -> Record:
    """Read a text with one record."""
    (only,) = tree(text).declarations
    assert isinstance(only, Record)
    return only


def test_comments_are_kept_in_order_with_exact_places() -> None:
    text = "# first\nrecord R { # second\r\n  a: text #third\n}\n# last"
    comments = read(text).comments
    assert [comment.text for comment in comments] == ["# first", "# second", "#third", "# last"]
    for comment in comments:
        assert text[comment.span.start : comment.span.end] == comment.text
        assert not comment.doc


def test_a_hash_in_a_text_is_no_comment() -> None:
    assert read('record R { a: text "# no" }').comments == ()


def test_a_doc_comment_belongs_to_the_declaration_below() -> None:
    assert record("## A case.\nrecord R { }").doc == "A case."


def test_lines_of_a_doc_comment_are_joined_and_indents_inside_are_kept() -> None:
    assert record("## A case.\n##\n##   more\nrecord R { }").doc == "A case.\n\n  more"


def test_an_empty_line_between_does_not_part_a_doc_comment_from_its_declaration() -> None:
    declarations = tree("event e { }\n\n## A case.\n\nrecord R { }").declarations
    assert isinstance(declarations[1], Record)
    assert declarations[1].doc == "A case."


def test_a_plain_comment_between_does_not_part_them_either() -> None:
    assert record("## A case.\n# internal\nrecord R { }").doc == "A case."


def test_the_first_doc_comment_belongs_to_the_file_where_an_empty_line_follows() -> None:
    module = tree("## The file.\n## Still.\n\n## A case.\nrecord R { }")
    assert module.doc == "The file.\nStill."
    assert isinstance(module.declarations[0], Record)
    assert module.declarations[0].doc == "A case."


def test_without_an_empty_line_the_first_doc_comment_belongs_to_the_declaration() -> None:
    module = tree("## A case.\nrecord R { }")
    assert module.doc is None


def test_fields_stages_and_steps_have_docs() -> None:
    module = tree(
        """
        event e {
          ## What was ordered.
          order: text
        }
        orchestration o() {
          ## First look.
          stage s {
            ## Who looks.
            interactive i = f()
          }
        }
        """
    )
    event, orchestration = module.declarations
    assert isinstance(event, Event)
    assert event.fields[0].doc == "What was ordered."
    assert isinstance(orchestration, Orchestration)
    (stage,) = orchestration.elements
    assert isinstance(stage, Stage)
    assert (stage.doc, stage.steps[0].doc) == ("First look.", "Who looks.")


def test_two_hashes_behind_code_are_a_plain_comment() -> None:
    result = read("record R {\n  a: text ## of a\n  b: text\n}")
    assert [comment.doc for comment in result.comments] == [False]
    (only,) = result.tree.declarations
    assert isinstance(only, Record)
    assert [field.doc for field in only.fields] == [None, None]


def test_three_hashes_are_a_plain_comment() -> None:
    assert [comment.doc for comment in read("### ---\nrecord R { }").comments] == [False]


def test_comments_take_no_part_in_what_a_tree_says() -> None:
    assert tree("record R { a: text }") == tree("# x\nrecord R {\n  # y\n  a: text\n}")


def test_a_comment_at_the_very_end_needs_no_new_line() -> None:
    result = parse(SourceFile("a.orch", "record R { }\n## over"))
    assert [comment.text for comment in result.comments] == ["## over"]


def test_reading_on_after_a_mistake_keeps_each_comment_once() -> None:
    result = read("record R {\n  # one\n  a text # two\n  # three\n  b: text\n}")
    assert [comment.text for comment in result.comments] == ["# one", "# two", "# three"]
