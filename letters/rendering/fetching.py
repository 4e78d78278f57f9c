"""A fetcher that fetches nothing: a document is complete in itself.

The only addresses that it knows are pictures that the program itself put into the document, whole,
as `data:` addresses.
"""

import base64
import binascii
import re
from typing import Any, NoReturn

_PICTURE = re.compile(r"data:(image/(?:png|jpeg|svg\+xml));base64,([A-Za-z0-9+/]+=*)")


class Refused(BaseException):
    """An outside resource was asked for. Not an Exception: WeasyPrint goes on after those."""


class Locked:
    """Answers for `pictures`, letter by letter the same address; refuses whatever else is asked.

    `refused` stays true for who raises too late: WeasyPrint swallows what happens inside an SVG.
    """

    # Asked by WeasyPrint when a fetcher raises an Exception: stop, rather than go on without.
    _fail_on_errors = True

    def __init__(self, pictures: frozenset[str] = frozenset()) -> None:
        self._pictures = pictures
        self.refused = False

    def __call__(self, url: str) -> Any:
        """The bytes of one of the pictures.

        Raises:
            Refused: for every other address.
        """
        picture = _PICTURE.fullmatch(url) if url in self._pictures else None
        if picture is None:
            self._refuse()
        from weasyprint.urls import URLFetcherResponse

        try:
            content = base64.b64decode(picture[2], validate=True)
        except binascii.Error:
            self._refuse()
        return URLFetcherResponse(url, content, {"Content-Type": picture[1]})

    def _refuse(self) -> NoReturn:
        self.refused = True
        raise Refused
