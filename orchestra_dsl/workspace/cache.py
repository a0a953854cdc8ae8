"""Compilations of one project as they are kept for the next time, with what tells whether they still hold.

The hundreds of stamps of code are alike for all sources of a project. They are kept once, under their digest, and
looked at once, however many sources there are.
"""

import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import msgspec

from orchestra_dsl.workspace import cache_folder, kept, stamps

_encoder = msgspec.msgpack.Encoder(order="sorted")
_decoder = msgspec.msgpack.Decoder(stamps.Stamps)


class Cache:
    """What was kept under an environment: the versions and settings that a compilation depends on beside files."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self._unchanged: dict[str, bool] = {}
        self._code: tuple[int, stamps.Stamps] = (0, {})

    def read(self, key: str) -> kept.Kept | None:
        """What was kept, if the code that made it is still the same."""
        data = cache_folder.read(key)
        found = kept.decode(data) if data is not None else None
        if found is None or found.environment != self.environment or not self._holds(found.code):
            return None
        return found

    def write(self, key: str, found: kept.Kept, named: Iterable[Path]) -> None:
        """Keep a compilation, made by the code that is loaded now and the files that are `named`."""
        count, code = self._code
        if count != len(sys.modules):  # a later compilation may have loaded more
            code = stamps.of_code() | stamps.of_files(named)
            self._code = len(sys.modules), code
        data = _encoder.encode(code)
        found.code = f"code-{sha256(data).hexdigest()[:40]}"
        if not self._unchanged.get(found.code):
            cache_folder.write(found.code, data)
            self._unchanged[found.code] = True
        cache_folder.write(key, kept.encode(found))

    def _holds(self, code: str) -> bool:
        """Whether all files of code are as they were stamped."""
        if code not in self._unchanged:
            self._unchanged[code] = self._is_unchanged(code)
        return self._unchanged[code]

    def _is_unchanged(self, code: str) -> bool:
        data = cache_folder.read(code)
        if data is None or code != f"code-{sha256(data).hexdigest()[:40]}":
            return False
        try:
            return stamps.unchanged(_decoder.decode(data))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return False
