"""Why a file cannot be an exhibit, and what a person should look at in one that can.

The process that opens an exhibit tells only the key and pages; the words are put here, so that
nothing a file holds can reach a message.
"""

from typing import NamedTuple


class RefusedError(Exception):
    """A file cannot be an exhibit: the key of a refusal, and the page of the file that shows it."""

    def __init__(self, key: str, page: int | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.page = page


class Noted(NamedTuple):
    """The key of a remark and the pages of the file that it is about; none means all of it."""

    key: str
    pages: tuple[int, ...] = ()


class Refusal(NamedTuple):
    """The rule that a file breaks and what to do, each a sentence without its full stop.

    `{page}` stands for the page that breaks it, the names of bounds for their values.
    """

    rule: str
    action: str


_PRINT = "Open it, print it to a new PDF, look through that, and enclose it instead"
_ASK = "Ask whoever sent it for a complete one"
_PUT = (
    "Put it beside the export that names it, or name its folder with --exhibits; folders below are "
    "not searched, unless the export names one with the file: scans/a.pdf"
)
_SPLIT = "Enclose only the pages that are needed"

REFUSALS = {
    "missing": Refusal("there is no such file", _PUT),
    "unnamed": Refusal(
        "the export names no file of it", "Name it in the column file of the documents"
    ),
    "whole path": Refusal(
        "the export names it by a path that leads out of the folder of the export", _PUT
    ),
    "above": Refusal("by two dots its name leads out of the folder of the export", _PUT),
    "elsewhere": Refusal(
        "it is, or lies behind, a link that leads out of the folder of the export",
        "Put the file itself in its place",
    ),
    "folder": Refusal("it is a folder, not a file", "Name the file itself"),
    "link": Refusal("it is a link to another file", "Put the file itself in its place"),
    "special": Refusal("it is a pipe, a socket or a device, not a file", "Name a file"),
    "closed": Refusal("the file cannot be opened", "Check that it may be read"),
    "empty": Refusal("the file is empty", _ASK),
    "large": Refusal("the file is larger than {file_mb} MB", _SPLIT),
    "kind": Refusal("its ending is not one of an exhibit: pdf, jpg, png, tif", "Save it as a PDF"),
    "mismatch": Refusal(
        "its content is not of the kind that its ending says",
        "Open it with the program it came from and save it as a PDF",
    ),
    "locked": Refusal(
        "it is protected, by a password or against changes", "Save it without protection"
    ),
    "damaged": Refusal("it is damaged, and pages of it may be missing or changed", _PRINT),
    "damaged page": Refusal("page {page} is damaged, and some of it may be missing", _PRINT),
    "no pages": Refusal("it has no pages", _ASK),
    "scripted": Refusal("it holds a script", _PRINT),
    "acting": Refusal("it holds actions that run by themselves or reach out of it", _PRINT),
    "dynamic": Refusal("it is a form whose pages a program fills in (XFA)", _PRINT),
    "attached": Refusal(
        "other files are attached within it",
        "Take out those that are needed as exhibits of their own, and print it to a new PDF",
    ),
    "portfolio": Refusal(
        "it is a portfolio of other files", "Take out the files and enclose those instead"
    ),
    "fields": Refusal("what is filled into its fields cannot be made plain print", _PRINT),
    "media": Refusal("it holds sound, film or a model in three dimensions", _PRINT),
    "outside": Refusal(
        "page {page} is to be enclosed, but the file ends before it",
        "Correct the pages in the export",
    ),
    "none wanted": Refusal("none of its pages is to be enclosed", "Correct the pages"),
    "many pages": Refusal("more than {pages} pages of it are to be enclosed", _SPLIT),
    "huge": Refusal("page {page} is larger than {inches} inches", _PRINT),
    "tiny": Refusal("page {page} is smaller than half an inch", _PRINT),
    "pixels": Refusal(
        "a picture in it has more than {megapixels} million dots",
        "Scan it at 300 dots an inch",
    ),
    "unpacked": Refusal("a part of it unpacks to more than {unpacked_mb} MB", _PRINT),
    "all unpacked": Refusal("it unpacks to more than {all_unpacked_mb} MB in all", _SPLIT),
    "all pixels": Refusal(
        "its pictures have more than {all_megapixels} million dots in all",
        "Scan it at 300 dots an inch, or enclose only the pages that are needed",
    ),
    "memory": Refusal("reading it takes more than {memory_mb} MB of memory", _PRINT),
    "overdue": Refusal("reading it takes longer than {seconds} seconds", _PRINT),
    "broken": Refusal("reading it was cut off", _PRINT),
    "packet overdue": Refusal(
        "with those before it, reading takes longer than {packet_seconds} seconds of the processor",
        _PRINT,
    ),
    "packet large": Refusal(
        "with those before it, the exhibits are larger than {packet_mb} MB", _SPLIT
    ),
}

REMARKS = {
    "no text": "no text layer: read it by eye, and see that it is of this patient",
    "blank": "blank",
    "coarse": "scanned at fewer than 150 dots an inch: check that it is legible",
    "fields": "form fields became plain print: compare them with the file",
    "unprinted": "comments that do not print are left out: compare with the file",
    "shapeless": "marks without a shape of their own are left out: compare with the file",
    "signed": "a digital signature of the file is not carried over; its look is",
    "links": "links are printed, but lead nowhere",
    "enclosed": "data that was attached to the file is left out",
    "layers": "layers that do not print are left out",
    "cropped": "words outside of what the page shows are carried along: check them",
    "fitted": "a picture without a paper size, fitted to Letter",
}
