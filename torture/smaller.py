"""Makes an input that shows a defect smaller, as long as it shows it."""

import time
from collections.abc import Callable

_SECONDS = 20.0


def smaller(content: bytes, shows: Callable[[bytes], bool], seconds: float = _SECONDS) -> bytes:
    """The content without parts that are not needed, found within some seconds.

    Parts are cut out by halves, quarters and so on. The content itself comes back where it does
    not show the defect a second time.
    """
    until = time.monotonic() + seconds
    if not shows(content):
        return content
    size = len(content) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(content) and time.monotonic() < until:
            fewer = content[:at] + content[at + size :]
            if shows(fewer):
                content = fewer
            else:
                at += size
        size //= 2
    return content
