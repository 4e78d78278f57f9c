"""Our whole letter, warm: from the export of one case to the finished PDF that was read back.

A turn does what `letters write` does for the letter of a case: read, route, determine, compose,
render, finish, verify. With `--parts` it does the same step by step and tells of each. The fast
path is on unless LETTERS_SHORTCUTS=off, as in the program.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from benchmarks import cases, ours
from benchmarks.turns import resident, take_turns
from letters.citations import Library
from letters.intake import Reading, read
from letters.pipeline import AS_PROPOSED, answered, press
from letters.rationale.model import Letter
from letters.rationale.shown import shown
from letters.rendering import to_html
from letters.rendering.embedding import Enclosed
from letters.rendering.pdf import paint, set_pages
from letters.verification import verify


def letter(export: Path, library: Library) -> Letter:
    """The letter of the only case of an export, without its review sheet.

    Raises:
        ValueError: it holds no case, or one that comes to no letter.
    """
    return _composed(read([export], library.vocabulary), library)


def _composed(reading: Reading, library: Library) -> Letter:
    document = answered(reading.cases[0], library, cases.AS_OF, reading).document
    if not isinstance(document, Letter):
        raise ValueError(f"{reading.cases[0].label} comes to a sheet ({document.document})")
    return document


@click.command()
@click.option("--parts", is_flag=True, help="Tell of each step.")
@click.argument("keep", type=click.Path(path_type=Path), required=False)
def main(parts: bool, keep: Path | None) -> None:
    """Takes turns over exports of one case; keeps each PDF in the folder KEEP, if it is named."""
    library = ours.library()
    pressed = press(AS_PROPOSED)
    one_letter = ours.worker()

    def whole(export: Path) -> dict[str, float]:
        with one_letter():
            made = pressed(letter(export, library))
            told = {"bytes": len(made.pdf), "pages": made.pages}
            if keep:
                (keep / f"{export.parent.name}.pdf").write_bytes(made.pdf)
            del made
        return told | {"resident": resident()}

    def stepwise(export: Path) -> dict[str, float]:
        with one_letter():
            return _steps(export, library)

    take_turns(stepwise if parts else whole)


def _steps(export: Path, library: Library) -> dict[str, float]:
    """The times of the steps of one letter, in seconds of the processor."""
    took: dict[str, float] = {}

    @contextmanager
    def step(name: str) -> Iterator[None]:
        started = time.process_time()
        yield
        took[name] = time.process_time() - started

    with step("read"):
        reading = read([export], library.vocabulary)
    with step("determine and compose"):
        document = _composed(reading, library)
    with step("fill the template"):
        html = to_html(document)
    with step("lay out"):
        layout = set_pages(html)
    with step("paint and finish"):
        told = shown(document)
        enclosed = Enclosed(content=told, description="rationale", made=document.dated)
        pdf = paint(layout, enclosed).pdf
    with step("verify"):
        if not verify(pdf, told).ok:
            raise ValueError(f"{export.name} was not verified")
    return took


if __name__ == "__main__":
    main()
