"""Phrases sentences from `templates/sentences/`: English lives there, never in Python."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letters.citations import Library
from letters.paths import TEMPLATES
from letters.rationale import printing

_BLANKS = re.compile(r"[ \n\t]+")


class Phrasebook:
    """Turns a template's name and its slots into one piece of plain text.

    Raises jinja2.UndefinedError when a template wants a slot that it was not given: a defect of the
    program, never something to print around.
    """

    def __init__(self, library: Library, templates: Path = TEMPLATES) -> None:
        printer = printing.Printer(library)
        self._environment = _environment(templates).overlay()
        self._environment.filters.update(
            word=printer.word,
            short=printer.short,
            reading=printer.reading,
            dose=printer.dose,
            amount=printer.amount,
            converted=printer.converted,
            course=printer.course,
        )

    def phrase(self, name: str, /, **slots: Any) -> str:
        """The text of `sentences/<name>.j2` with its white space folded."""
        return folded(self._environment.get_template(f"{name}.j2").render(slots))


@cache
def _environment(templates: Path) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates / "sentences"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # plain text here; the letter's own templates escape it
    )
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
    return opening(text) + ("" if text.endswith((".", "?", "!")) else ".")


def opening(text: str) -> str:
    """Capital first letter, except of an abbreviation that is written small, as pH."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]
