"""Documents made without any shortcut, and the shortcuts as a test leaves them."""

import pytest

from letters import shortcuts
from letters.rendering import pdf as press

from .documents import pages, stock


@pytest.fixture(scope="session")
def plain() -> tuple[bytes, ...]:
    """All documents without any shortcut, each made once."""
    press._press()
    before = shortcuts.in_use()
    shortcuts.switch_off()
    try:
        return tuple(stock(place) for place in range(len(pages())))
    finally:
        shortcuts.switch_on(before)


@pytest.fixture
def taken():
    """Lets a test choose the shortcuts, all forgotten before; afterwards they are as before."""
    press._press()
    before = shortcuts.in_use()
    shortcuts.switch_off()
    yield lambda *names: shortcuts.switch_on(names or None)
    shortcuts.switch_off()
    shortcuts.switch_on(before)
