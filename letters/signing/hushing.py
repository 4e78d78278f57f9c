"""Keeps what pyHanko remarks to itself while it works for us."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGERS = tuple(map(logging.getLogger, ("pyhanko", "pyhanko_certvalidator")))
_NOWHERE = logging.NullHandler()
for _logger in _LOGGERS:
    _logger.addHandler(_NOWHERE)


@contextmanager
def hushed() -> Iterator[None]:
    """Keeps pyHanko's remarks, which may quote a certificate or a file, out of all output.

    On leaving, its loggers are as they were: who uses this package may listen to them.
    """
    before = [each.propagate for each in _LOGGERS]
    for each in _LOGGERS:
        each.propagate = False
    try:
        yield
    finally:
        for each, was in zip(_LOGGERS, before, strict=True):
            each.propagate = was
