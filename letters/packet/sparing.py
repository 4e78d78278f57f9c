"""The minimum necessary: exhibits that are enclosed whole although the letter needs few pages."""

from collections.abc import Collection, Iterable

from letters.packet.model import Opened, Remark
from letters.packet.pointing import Page

LONG = 20
"""Pages above which a file that is enclosed whole is remarked on: a report is shorter."""

_SAYS = (
    "all of its {of} pages are enclosed, and the letter names {named} of them: send only what is "
    "needed, by its pages in the documents of the export"
)


def unspared(pages: Collection[Page], opened: Iterable[Opened]) -> tuple[Remark, ...]:
    """A remark on each long exhibit for which nobody told the pages; `pages` the letter names."""
    return tuple(
        Remark(
            letter=one.exhibit.letter,
            page=None,
            says=_SAYS.format(of=one.of, named=sum(one.exhibit.letter == at for at, _ in pages)),
        )
        for one in opened
        if one.exhibit.pages is None and one.of > LONG
    )
