"""When Python looks for garbage: between letters, not during them.

A letter makes a few hundred thousand objects and lets go of all of them at its end, in cycles. Left
to itself, Python looks through them many times while they are all in use, and through the library
and the style sheets with them.
"""

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count

_LETTERS = 16
"""After so many letters all is looked through, not only what the last one made."""
_letters = count(1)


def freeze() -> None:
    """Takes what is there now for lasting: it is not looked through again.

    For a worker that has set itself up, once, before its first letter. What was read before and is
    not needed any more is returned to the system.
    """
    gc.collect()
    _returned()
    gc.freeze()


@contextmanager
def paused() -> Iterator[None]:
    """Looks for no garbage during what is done within."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Looks for garbage after what is done within, not during it.

    For a worker that does one letter at a time; it is the whole process that waits. What stayed
    from the letters before, in memos, is seldom garbage and takes as long to look through, so that
    it is looked through less often.
    """
    with paused():
        try:
            yield
        finally:
            gc.collect(0 if next(_letters) % _LETTERS else 2)
            _returned()


@cache
def _trim() -> Callable[[int], int] | None:
    """What glibc has to return memory; other systems do so by themselves, or not at all."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None


def _returned() -> None:
    """Returns free memory to the system: a letter leaves megabytes of holes; it takes 1 ms."""
    if (trim := _trim()) is not None:
        trim(0)
