"""Phrases sentences from `templates/sentences/`: English lives there, never in Python."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, NamedTuple

from letters.citations import Library
from letters.rationale import printing
from letters.templates import SHIPPED, Templates
from letters.templates.sandbox import Sandbox

_BLANKS = re.compile(r"[ \n\t]{2,}|[\n\t]")
_ROOM = "sentences"
_MOST_KEPT = 4


class Phrased(NamedTuple):
    """One call of a phrasebook."""

    name: str
    slots: Mapping[str, Any]
    text: str


_listener: ContextVar[list[Phrased] | None] = ContextVar("listener", default=None)


class Phrasebook:
    """Turns a template's name and its slots into one piece of plain text.

    Raises jinja2.UndefinedError when a template wants a slot that it was not given: a defect of the
    program, never something to print around.
    """

    def __init__(self, library: Library, templates: Templates = SHIPPED) -> None:
        self._environment = _bound(library, templates)

    def phrase(self, name: str, /, **slots: Any) -> str:
        """The text of `sentences/<name>.j2` with its white space folded."""
        text = folded(self._environment.fill(f"{name}.j2", slots))
        if (heard := _listener.get()) is not None:
            heard.append(Phrased(name, slots, text))
        return text


@contextmanager
def overheard() -> Iterator[list[Phrased]]:
    """Lists what is phrased meanwhile, in its order: how a check sees each sentence by itself."""
    heard: list[Phrased] = []
    token = _listener.set(heard)
    try:
        yield heard
    finally:
        _listener.reset(token)


# The newest last. A template is compiled once for all cases of a run, not once for each.
_kept: list[tuple[Library, Templates, Sandbox]] = []


def _bound(library: Library, templates: Templates) -> Sandbox:
    """The environment whose filters know the names of a library."""
    for of, over, environment in _kept:
        if of is library and over is templates:
            return environment
    printer = printing.Printer(library)
    bound: Sandbox = _environment(templates).overlay()
    bound.filters = bound.filters | {
        "word": printer.word,
        "short": printer.short,
        "reading": printer.reading,
        "dose": printer.dose,
        "amount": printer.amount,
        "converted": printer.converted,
        "course": printer.course,
    }
    _kept.append((library, templates, bound))
    del _kept[:-_MOST_KEPT]
    return bound


@cache
def _environment(templates: Templates) -> Sandbox:
    theirs = frozenset(
        name.removeprefix(f"{_ROOM}/") for name in templates.files if name.startswith(f"{_ROOM}/")
    )
    # Plain text here; the letter's own templates escape it.
    environment = Sandbox(templates.loader(_ROOM), autoescape=False, metered=theirs)
    environment.filters.update(
        day=printing.day,
        month=printing.month,
        number=printing.number,
        money=printing.money,
        signed=printing.signed,
        quantity=printing.quantity,
        joined=printing.joined,
        reported=printing.reported,
        sentence=sentence,
        opening=opening,
    )
    return environment


def folded(text: str) -> str:
    """Runs of blanks and line ends as one space; a no-break space stays."""
    return _BLANKS.sub(" ", text).strip(" \n\t")


def sentence(text: str) -> str:
    """Capital first letter and a closing full stop."""
    text = folded(text)
    ended = text.removesuffix("”").endswith((".", "?", "!"))
    return opening(text) + ("" if ended else ".")


def opening(text: str) -> str:
    """Capital first letter, except of an abbreviation that is written small, as pH."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]
