"""Ctrl-C where it must not come in the middle: on the main thread Python would raise KeyboardInterrupt anywhere."""

# What the module `signal` calls, which makes an Enum of each answer: that takes twenty times as long.
import _signal  # type: ignore[import-not-found]  # nobody describes its types
import threading
from signal import SIGINT
from types import FrameType, TracebackType

_SIGINT = int(SIGINT)


class Uninterrupted:
    """Puts Ctrl-C off to the end of a `with`, which waits for nobody. Elsewhere than on the main thread none comes."""

    __slots__ = ("_came", "_handler")

    def __enter__(self) -> None:
        self._came: list[FrameType | None] = []
        here = threading.get_ident() == threading.main_thread().ident
        handler = _signal.getsignal(_SIGINT) if here else None
        self._handler = handler if callable(handler) else None
        if self._handler is not None:
            _signal.signal(_SIGINT, self._put_off)

    def _put_off(self, _: int, frame: FrameType | None) -> None:
        self._came.append(frame)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._handler is not None:
            _signal.signal(_SIGINT, self._handler)
            if self._came:
                self._handler(_SIGINT, self._came[0])
