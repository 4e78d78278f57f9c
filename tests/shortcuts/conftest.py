"""Documents made without any shortcut, and the shortcuts as a test leaves them."""

import once
import pytest

from letters import shortcuts
from letters.rendering import pdf as press

from .documents import pages, stock


@pytest.fixture(scope="session")
def plain(press_folder) -> tuple[bytes, ...]:
    """All documents without any shortcut, each made once in a run."""
    shelf = once.Shelf(press_folder)

    def made(place: int) -> bytes:
        name = once.name_of("stock", pages()[place])
        return shelf.known(name) or shelf.keep(name, stock(place))

    press._press()
    before = shortcuts.in_use()
    shortcuts.switch_off()
    try:
        return tuple(made(place) for place in range(len(pages())))
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


@pytest.fixture(scope="module", autouse=True)
def made_once():
    """Each document is made as often as a test makes it: here the making is looked at."""
