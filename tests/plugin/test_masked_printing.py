"""What is printed in a process that is Orchestra's own: no secret, in whichever way, and otherwise as it was."""

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

import pytest
from rich.console import Console

from orchestra_dsl.plugin.masking import mask_from_now
from orchestra_dsl.plugin.masking_print import masked_printing

WORD = "xyzzy plugh/7"


def say(*words: str, end: str = "\n") -> None:
    """Print, as plugins do."""
    print(*words, end=end)  # noqa: T201 - it is what is tried


class Printed(io.TextIOWrapper):
    """A stream into memory."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding="utf-8", newline="")

    @property
    def said(self) -> str:
        """What has come to it."""
        self.flush()
        return self.bytes.getvalue().decode("utf-8", "surrogateescape")


@contextmanager
def printing() -> Iterator[Printed]:
    """Standard output, to which no secret is printed in the block."""
    mask_from_now(WORD)
    with redirect_stdout(Printed()) as stream, masked_printing():
        yield stream


def test_a_secret_is_not_printed() -> None:
    with printing() as printed:
        say("it is", WORD, f"or {WORD!r}")
        assert printed.said == "it is *** or '***'\n"


def test_a_secret_is_not_printed_in_pieces_either() -> None:
    with printing() as printed:
        for each in f"a {WORD}, b":
            say(each, end="")
        say()
        say(WORD[:5], WORD[6:])
        assert printed.said == "a ***, b\n***\n"


def test_what_only_begins_like_a_secret_is_printed_when_it_goes_on_otherwise_or_is_flushed() -> None:
    with printing() as printed:
        say("xyzzy", end="")
        say(" plum", end="")
        assert printed.said == "xyzzy plum"
        say(" xyz", end="")
        assert printed.said == "xyzzy plum "
        sys.stdout.flush()
        assert printed.said == "xyzzy plum xyz"


def test_lines_and_bytes_are_masked() -> None:
    with printing() as printed:
        sys.stdout.writelines(["one ", WORD, "\n"])
        say("two", end=" ")
        assert sys.stdout.buffer.write(f"{WORD} ä\n".encode() + b"\xff\n") == len(WORD) + 6
        say("three")
        assert printed.said == "one ***\ntwo *** ä\n\udcff\nthree\n"


def test_the_stream_is_otherwise_what_it_was() -> None:
    with printing() as printed:
        assert (sys.stdout.encoding, sys.stdout.isatty(), sys.stdout.errors) == ("utf-8", False, printed.errors)
        with pytest.raises(io.UnsupportedOperation):
            sys.stdout.fileno()
        with pytest.raises(AttributeError):
            _ = sys.stdout.nonsense  # type: ignore[union-attr]  # it is the point that there is none
        Console(width=40).print(f"[bold]{WORD}[/bold]")
        assert printed.said == "***\n"


def test_several_threads_print_their_lines_whole() -> None:
    with printing() as printed:

        def work(number: int) -> None:
            for _ in range(200):
                sys.stdout.write(f"{number} {WORD}\n")

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert sorted(printed.said.splitlines()) == sorted(f"{number} ***" for number in range(4) for _ in range(200))


def test_the_streams_are_themselves_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    one = io.StringIO()
    monkeypatch.setattr(sys, "stdout", one)
    monkeypatch.setattr(sys, "stderr", one)
    mask_from_now(WORD)
    with masked_printing():
        assert sys.stdout is sys.stderr, "what is written to either comes in one order"
        say("xyz", end="")
    assert sys.stdout is one
    assert sys.stderr is one
    assert one.getvalue() == "xyz"
