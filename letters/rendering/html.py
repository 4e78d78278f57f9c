"""From a document of the rationale to HTML. The English and the order stand in the templates."""

from functools import cache
from typing import Literal

from jinja2 import TemplateError

from letters.errors import RenderingError
from letters.rationale.model import (
    ActionSheet,
    Brief,
    ExhibitIndex,
    FaxCover,
    GapSheet,
    Letter,
    PatientCopy,
    ReviewSheet,
    UnsupportedSheet,
)
from letters.rendering.chart import draw
from letters.rendering.figures import lined_up
from letters.templates import SHIPPED, Templates
from letters.templates.logo import Logo
from letters.templates.sandbox import Sandbox, bounded

Density = Literal["roomy", "dense", "terse", "bare"]
Printable = (
    Letter
    | GapSheet
    | UnsupportedSheet
    | ActionSheet
    | ReviewSheet
    | Brief
    | PatientCopy
    | FaxCover
    | ExhibitIndex
)

TEMPLATE_OF: dict[type[Printable], str] = {
    Letter: "letter.html.j2",
    GapSheet: "gap-sheet.html.j2",
    UnsupportedSheet: "not-supported.html.j2",
    ActionSheet: "action.html.j2",
    ReviewSheet: "review-sheet.html.j2",
    Brief: "brief.html.j2",
    PatientCopy: "patient.html.j2",
    FaxCover: "fax.html.j2",
    ExhibitIndex: "exhibit-index.html.j2",
}


@cache
def environment(templates: Templates = SHIPPED) -> Sandbox:
    """The templates, which may read the values they are given and nothing else."""
    made = Sandbox(templates.loader(), autoescape=True, metered=frozenset(templates.files))
    made.globals = {"draw": draw, "lined_up": lined_up}
    return made


def to_html(document: Printable, density: Density = "roomy", templates: Templates = SHIPPED) -> str:
    """Fills the template that belongs to a document; `density` is how close a sheet is set.

    Raises RenderingError when a template cannot be filled, and when a practice's own drops, changes
    or adds something that a document has to say.
    """
    made = filled(document, density, templates, templates.logo)
    if any(not name.startswith("sentences/") for name in templates.files):
        from letters.rendering.faithful import departures  # Why here: it parses, we rarely do

        ours = filled(document, density, SHIPPED, templates.logo)
        if made != ours and (wrong := departures(document, ours, made)):
            raise RenderingError(
                f"The practice's templates do not say what {TEMPLATE_OF[type(document)]} has to "
                f"say: {'; '.join(wrong[:5])}. `letters templates check` tells more."
            )
    return _styled(made, templates)


def filled(
    document: Printable, density: Density, templates: Templates, logo: Logo | None = None
) -> str:
    """The page as the templates make it, whatever it says."""
    name = TEMPLATE_OF[type(document)]
    try:
        with bounded():
            template = environment(templates).get_template(name)
            return template.render(document=document, density=density, logo=logo)
    except TemplateError as error:
        raise RenderingError(
            f"Template {name} cannot be filled ({type(error).__name__}: {error.message}). "
            "A template may only use fields of letters/rationale/model.py."
        ) from error
    except Exception as error:
        if not templates.files:
            raise
        # Without its text, which may hold a value of the document.
        raise RenderingError(
            f"Template {name} cannot be filled ({type(error).__name__})."
        ) from None


def _styled(page: str, templates: Templates) -> str:
    """The practice's style in the head: it stands after ours, which every document shares."""
    if not templates.style:
        return page
    return page.replace("</head>", f"<style>{templates.style}</style></head>", 1)
