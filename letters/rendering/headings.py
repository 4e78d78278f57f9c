"""The headings of a review sheet by themselves, for where it is shown otherwise than as a page."""

from typing import NamedTuple

from letters.rendering.html import environment
from letters.templates import SHIPPED, Templates
from letters.templates.sandbox import bounded


class Heading(NamedTuple):
    """What stands over a list of a review sheet, and what to tick it means; both may be empty."""

    heading: str
    meaning: str


def heading_of(section: str, templates: Templates = SHIPPED) -> Heading:
    """The heading of a list of the sheet, by its field, as the page prints it."""
    with bounded():
        parts = environment(templates).get_template("parts/review.html.j2").module
        told = (getattr(parts, name)(section).unescape() for name in Heading._fields)
        return Heading(*(" ".join(text.split()) for text in told))
