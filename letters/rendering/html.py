"""From a document of the rationale to HTML. The English and the order stand in the templates."""

from functools import cache
from typing import Literal

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letters import paths
from letters.errors import RenderingError
from letters.rationale.model import (
    ActionSheet,
    GapSheet,
    Letter,
    ReviewSheet,
    UnsupportedSheet,
)
from letters.rendering.chart import draw
from letters.rendering.figures import lined_up

Density = Literal["roomy", "dense", "terse", "bare"]
Printable = Letter | GapSheet | UnsupportedSheet | ActionSheet | ReviewSheet

TEMPLATE_OF: dict[type[Printable], str] = {
    Letter: "letter.html.j2",
    GapSheet: "gap-sheet.html.j2",
    UnsupportedSheet: "not-supported.html.j2",
    ActionSheet: "action.html.j2",
    ReviewSheet: "review-sheet.html.j2",
}


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The templates, which may read the values they are given and nothing else."""
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(paths.TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals = {"draw": draw, "lined_up": lined_up}
    return made


def to_html(document: Printable, density: Density = "roomy") -> str:
    """Fills the template that belongs to a document; `density` is how close a sheet is set."""
    name = TEMPLATE_OF[type(document)]
    try:
        return environment().get_template(name).render(document=document, density=density)
    except TemplateError as error:
        raise RenderingError(
            f"Template {name} cannot be filled ({type(error).__name__}: {error.message}). "
            "A template may only use fields of letters/rationale/model.py."
        ) from error
