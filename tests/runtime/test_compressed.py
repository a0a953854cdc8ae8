"""States of runs as a store keeps them: compressed, and read back or refused."""

import random
import zlib

import pytest

from orchestra_dsl.interpreter.state import encode_state, new_state
from orchestra_dsl.runtime.sqlite import compressed
from orchestra_dsl.runtime.sqlite.codec import BadBlob, seal
from orchestra_dsl.runtime.sqlite.compressed import USUAL, seal_state, unseal_state

NEW = encode_state(new_state("qb0140pf08tr"))


@pytest.mark.parametrize("state", [NEW, b"", bytes(range(256)) * 500, b"case" * 100_000])
def test_a_state_comes_back_as_it_was(state: bytes) -> None:
    assert unseal_state(seal_state(state)) == state


def test_the_state_of_a_new_run_takes_less_than_three_quarters() -> None:
    assert len(seal_state(NEW)) < len(NEW) * 3 / 4


def test_stores_are_read_with_the_dictionary_that_they_were_written_with() -> None:
    """Another one would make every store unreadable: it is a part of the format."""
    assert (len(USUAL), zlib.crc32(USUAL)) == (301, 0x398602C8)


@pytest.mark.parametrize(
    "stored",
    [
        seal(b"no state at all"),
        seal(b""),
        seal_state(NEW)[:-1],
        seal(seal_state(NEW)[4:-1]),
        seal(seal_state(NEW)[4:] + b"more"),
        "text",
        None,
    ],
)
def test_what_is_no_state_is_refused(stored: object) -> None:
    with pytest.raises(BadBlob):
        unseal_state(stored)


def test_a_damaged_file_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    longer = seal_state(bytes(1_001))
    monkeypatch.setattr(compressed, "LONGEST", 1_000)
    assert unseal_state(seal_state(bytes(1_000))) == bytes(1_000)
    with pytest.raises(BadBlob, match="it does not end where it should"):
        unseal_state(longer)


def test_a_state_that_could_not_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "LONGEST", 1_000)
    with pytest.raises(OverflowError, match="has 1,001 bytes, where 1,000 are the most"):
        seal_state(bytes(1_001))


@pytest.mark.parametrize("window", [12, 13, zlib.MAX_WBITS])
def test_a_state_is_read_that_looks_back_further(window: int) -> None:
    """There are builds of zlib that take more at the least level than they are told to."""
    state = random.Random(1).randbytes(7_000) * 10  # noqa: S311 - no secret
    press = zlib.compressobj(1, zlib.DEFLATED, -window, 8, zlib.Z_DEFAULT_STRATEGY, USUAL)
    assert unseal_state(seal(press.compress(state) + press.flush())) == state
