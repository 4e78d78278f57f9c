"""Lays out what the contestants are given: exports of one case, their pages, their blocks.

    .venv/bin/python -m benchmarks.prepare FOLDER --cases 20 [--like LN-006]

Each case has a folder `export` for us, `page.html` for WeasyPrint by itself, `styled.html` (the
same with its style in the head) for a browser, `blocks.json` for those that take no HTML.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks import cases
from benchmarks.contestants.whole import letter
from benchmarks.peers.blocks import blocks
from letters import paths
from letters.citations import load
from letters.rendering import to_html


@dataclass(frozen=True)
class Material:
    """What is given of one letter."""

    folder: Path

    @property
    def export(self) -> Path:
        """Our tables with this case alone."""
        return self.folder / "export"

    @property
    def page(self) -> Path:
        """The letter as HTML without its style."""
        return self.folder / "page.html"

    @property
    def styled(self) -> Path:
        """The letter as HTML with its style."""
        return self.folder / "styled.html"

    @property
    def blocks(self) -> Path:
        """The letter as headings, paragraphs, tables and lists, in JSON."""
        return self.folder / "blocks.json"


def prepare(folder: Path, count: int, like: Sequence[str]) -> list[Material]:
    """Lays out the letters of `count` invented cases, each different; keeps what is there."""
    made = [Material(folder / cases.label(number)) for number in range(count)]
    exports(folder, count, like)
    style = (paths.TEMPLATES / "style.css").read_text(encoding="utf-8")
    library = None
    for material in made:
        if material.blocks.is_file():
            continue
        library = library or load(paths.CITATIONS, cases.POLICIES)
        page = to_html(letter(material.export, library))
        material.page.write_text(page, encoding="utf-8")
        styled = page.replace("</head>", f"<style>{style}</style></head>", 1)
        material.styled.write_text(styled, encoding="utf-8")
        told = json.dumps(blocks(page), ensure_ascii=False, indent=1)
        material.blocks.write_text(told, encoding="utf-8")
    return made


def exports(folder: Path, count: int, like: Sequence[str]) -> list[Path]:
    """The exports of `count` invented cases, one each; keeps what is there."""
    made = [Material(folder / cases.label(number)).export for number in range(count)]
    for number, export in enumerate(made):
        if not export.is_dir():
            cases.export(export, 1, like, first=number)
    return made


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--cases", "count", default=20, show_default=True, help="How many.")
@click.option("--like", multiple=True, help="Only like this case of the example; may be repeated.")
def main(folder: Path, count: int, like: tuple[str, ...]) -> None:
    """Lays out the letters of invented cases in FOLDER."""
    prepare(folder, count, like or cases.LETTERS)


if __name__ == "__main__":
    main()
