"""Puts the documents of one case in its folder: each file is traced, and whole or absent."""

from collections.abc import Callable
from pathlib import Path

from letters.case.vocabulary import LetterKind
from letters.errors import RenderingError
from letters.pipeline.arguing import Argued
from letters.pipeline.wanted import CompanionKind
from letters.rationale.model import Printable
from letters.rationale.shown import shown
from letters.rendering import Rendered
from letters.templates import SHIPPED, Templates, fixed_words
from letters.verification import verify

Render = Callable[[Printable], Rendered]

FILE_OF = {
    **{kind.value: "letter.pdf" for kind in LetterKind},
    "gap sheet": "gaps.pdf",
    "not supported": "not-supported.pdf",
    "action sheet": "action.pdf",
    "review sheet": "review.pdf",
    CompanionKind.BRIEF.value: "brief.pdf",
    CompanionKind.PATIENT.value: "patient.pdf",
    CompanionKind.FAX.value: "fax.pdf",
}
_OURS = (*sorted(set(FILE_OF.values())), "rationale.json", "determination.json")


def save(
    argued: Argued, out: Path, render: Render, templates: Templates = SHIPPED
) -> tuple[str, ...]:
    """Renders, traces and stores one case's documents; the first file is its main document.

    `templates` are those by which `render` makes them. Raises RenderingError when a finished
    document says what its rationale does not, or does not say what it does.
    """
    folder = out / argued.case.id
    words = fixed_words(templates) if templates.overlaid else frozenset()
    made = {name: _traced(*pair, words) for name, pair in _made(argued, render).items()}
    files = {**made, "rationale.json": argued.document.model_dump_json(indent=1).encode()}
    if argued.determination is not None:
        files["determination.json"] = argued.determination.model_dump_json(indent=1).encode()
    clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        store(folder / file, content)
    return tuple(f"{argued.case.id}/{name}" for name in made)


def _made(argued: Argued, render: Render) -> dict[str, tuple[Printable, Rendered]]:
    """Each document with its PDF by file name; the cover of a fax counts the letter's pages."""
    letter = render(argued.document)
    made: list[tuple[Printable, Rendered]] = [(argued.document, letter)]
    beside = (argued.review, *argued.companions)
    made += [(document, render(document)) for document in beside if document is not None]
    if argued.fax is not None:
        cover = argued.fax.model_copy(update={"pages": letter.pages + 1})
        made.append((cover, render(cover)))
    return {FILE_OF[document.document]: (document, pdf) for document, pdf in made}


def _traced(document: Printable, made: Rendered, words: frozenset[str]) -> bytes:
    """A finished PDF of which everything traces to its rationale."""
    found = verify(made.pdf, shown(document), words)
    if not found.ok:
        raise RenderingError(
            f"{FILE_OF[document.document]} was made and not kept, because it and its rationale do "
            f"not say the same ({found.counts()}). If templates of your own are in use, "
            "`letters templates check` tells where; if not, this is a defect of ours: report it."
        )
    return made.pdf


def store(path: Path, content: bytes) -> None:
    """Puts a file in place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(content)
    partial.replace(path)


def clear(folder: Path) -> None:
    """Removes what an earlier run wrote of a case, and nothing else."""
    for name in _OURS:
        (folder / name).unlink(missing_ok=True)
