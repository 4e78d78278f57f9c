"""Puts the documents of one case in its folder: each file is whole or absent."""

from collections.abc import Callable
from pathlib import Path

from letters.case.vocabulary import LetterKind
from letters.pipeline.arguing import Argued
from letters.pipeline.wanted import CompanionKind
from letters.rationale.model import Printable
from letters.rationale.shown import NAME
from letters.rendering import Rendered

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
_OURS = (*sorted(set(FILE_OF.values())), NAME, "determination.json")


def save(argued: Argued, out: Path, render: Render) -> tuple[str, ...]:
    """Renders and stores one case's documents; the first file is its main document."""
    folder = out / argued.case.id
    made = _made(argued, render)
    files = {**made, NAME: argued.document.model_dump_json(indent=1).encode()}
    if argued.determination is not None:
        files["determination.json"] = argued.determination.model_dump_json(indent=1).encode()
    clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        store(folder / file, content)
    return tuple(f"{argued.case.id}/{name}" for name in made)


def _made(argued: Argued, render: Render) -> dict[str, bytes]:
    """Each finished PDF under its file name; the cover of a fax counts the pages of the letter."""
    letter = render(argued.document)
    made: list[tuple[Printable, Rendered]] = [(argued.document, letter)]
    beside = (argued.review, *argued.companions)
    made += [(document, render(document)) for document in beside if document is not None]
    if argued.fax is not None:
        cover = argued.fax.model_copy(update={"pages": letter.pages + 1})
        made.append((cover, render(cover)))
    return {FILE_OF[document.document]: rendered.pdf for document, rendered in made}


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
