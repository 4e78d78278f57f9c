"""What goes into a packet: each exhibit as the letter lists it, and as it was opened."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from letters.case.frozen import Frozen
from letters.errors import InputError


class ExhibitError(InputError):
    """An exhibit cannot go into a packet. The message names it by its letter, never by its file."""


class Bounds(Frozen):
    """How much one exhibit, and all of a packet, may hold or take before it is refused.

    Nothing is ever cut to fit.
    """

    file_mb: int = Field(200, ge=1, description="size of the file, MB")
    pages: int = Field(500, ge=1, description="pages that are enclosed of it")
    inches: int = Field(200, ge=1, description="width or height of a page")
    unpacked_mb: int = Field(
        100, ge=1, description="what one part of it that is no picture unpacks to, MB"
    )
    all_unpacked_mb: int = Field(
        400, ge=1, description="what all parts of it that are no pictures unpack to, MB"
    )
    megapixels: int = Field(120, ge=1, description="dots of one picture, in millions")
    all_megapixels: int = Field(
        5000, ge=1, description="dots of all pictures that are enclosed of it, in millions"
    )
    memory_mb: int = Field(2000, ge=500, description="memory that reading it may take, MB")
    seconds: int = Field(120, ge=1, description="time that reading it may take")
    packet_seconds: int = Field(
        240, ge=1, description="time of the processor that reading all exhibits may take"
    )
    packet_mb: int = Field(1000, ge=1, description="size of all exhibits as they were opened, MB")


class Exhibit(Frozen):
    """One document to enclose: its letter and title as in the letter, its file, the pages wanted.

    `pages` count from 1 as in the file; None means all of them.
    """

    letter: str
    title: str
    on: dt.date | None = None
    file: Path
    pages: tuple[int, ...] | None = None


class Remark(Frozen):
    """Something that a person should look at before the packet goes out; it names no value.

    `page` is the page of the exhibit's file, None where all of it is meant.
    """

    letter: str
    page: int | None
    says: str


class Opened(NamedTuple):
    """One exhibit as it was opened: its wanted pages alone, as a clean PDF.

    Clean is: no script, action, form field, link, attachment, layer or encryption, nothing about
    who made it. Every page is upright, without /Rotate or /UserUnit, and its MediaBox, which is
    the only box, begins at the origin: what is drawn in points from the lower left corner lands
    there. All that a page shows is one form XObject.

    `numbers` are the pages of the file, from 1, that `pdf` holds in order; `of` is how many the
    file has, `sha256` the hash of the file as it was found. `texts` is what each page's text layer
    holds, empty where there is none.
    """

    exhibit: Exhibit
    pdf: bytes
    numbers: tuple[int, ...]
    of: int
    sha256: str
    texts: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


class Seal(NamedTuple):
    """An electronic signature that the letter's own file bears, which its pages do not show."""

    by: str
    on: dt.date
    file: str
