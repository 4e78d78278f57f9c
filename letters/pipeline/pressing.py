"""Documents as finished PDFs that were read back."""

from letters.errors import RenderingError
from letters.pipeline.saving import FILE_OF, Render
from letters.pipeline.wanted import Wanted
from letters.rationale.model import Printable
from letters.rationale.shown import shown
from letters.rendering import Rendered, render
from letters.templates import fixed_words
from letters.verification import verify


def press(wanted: Wanted) -> Render:
    """Renders as a run wants it, and traces each finished PDF to its rationale and back.

    What it returns raises RenderingError when a finished document says what its rationale does not,
    or does not say what it does.
    """
    templates = wanted.templates
    words = fixed_words(templates) if templates.overlaid else frozenset[str]()

    def pressed(document: Printable) -> Rendered:
        told = shown(document)
        made = render(document, data=wanted.data, templates=templates, told=told)
        found = verify(made.pdf, told, words)
        if not found.ok:
            name = FILE_OF.get(document.document, document.document)
            raise RenderingError(
                f"{name} was made and not kept, because it and its rationale "
                f"do not say the same ({found.counts()}). If templates of your own are in use, "
                "`letters templates check` tells where; if not, this is a defect of ours: report it"
            )
        return made

    return pressed
