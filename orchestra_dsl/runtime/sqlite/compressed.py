"""States of runs as they are stored: compressed, for most of what they hold is alike, and many runs wait.

A state is short, so there is little in it by which the rest of it could be said more shortly. Both sides therefore know
beforehand what most states look like (a preset dictionary, RFC 1950): that of a waiting run takes half the place, for
some microseconds of an event.
"""

import zlib

from orchestra_dsl.runtime.sqlite.codec import BadBlob, seal, unseal

USUAL = bytes.fromhex(
    "dc001ca17802010201a5757365723a9081ff9b0102c0c0c0c0c0c080c00081019c0202ff028080c0c0c3c0c09082029c0202048100dc001c0101"
    "c291a0c000c09000c0c0c0c0c09090c000c080c2c0c0c0c09090c2c0c0c0000090c290039c0202048100dc001c0101c291a0c000c09000c0c0c0"
    "c0c09090c000c080c2c0c0c0c09090c2c0c0c0000090c290808100009090c0c0809090c0008000808080c000dc001ca17802010101a575736572"
    "3a9081ff9b0001c0c0c0c0c0c080c00081009c0201ff028080c0c0c3c0c09082019c0201048100dc001c0101c291a00001c091a667726f75703a"
    "01c0c0c001c09090c000c080c2c0a0c0c09090c2c0c0c0000090c290029c0101008095909193a0a0a0c000c0c0c0000090c29080809090c0c080"
    "9090c0008000808080c000"
)
"""Two states in which all names are left out: one with calls under way, one with a work item and a condition.

It is part of the format of stores: with another one no state can be read that was written with this.
"""
LONGEST = 1 << 28
"""Bytes of a state: no run comes near, and a damaged file cannot fill the memory."""

_WINDOW, _LEVEL, _MEMORY = -12, 1, 2
"""As zlib counts: no header, 4 KiB to look back at, and as little preparation as possible: that is most of the time."""

_READING = -zlib.MAX_WBITS
"""What has been written may look back further: some builds of zlib take 8 KiB at this level, whatever they are told."""


def seal_state(state: bytes) -> bytes:
    """A state, encoded, as it is stored. Raises OverflowError for one that could not be read again."""
    if len(state) > LONGEST:
        raise OverflowError(f"the state of a run has {len(state):,} bytes, where {LONGEST:,} are the most")
    press = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, USUAL)
    return seal(press.compress(state) + press.flush())


def unseal_state(stored: object) -> bytes:
    """The state that `seal_state` was given. Raises BadBlob where it is another one now."""
    opener = zlib.decompressobj(_READING, USUAL)
    try:
        state = opener.decompress(unseal(stored), LONGEST)
    except zlib.error as error:
        raise BadBlob("it cannot be decompressed") from error
    if not opener.eof or opener.unused_data:
        raise BadBlob("it does not end where it should")
    return state
