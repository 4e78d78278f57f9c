"""How near the PDF of a peer is to the letter: its words, and what a reader and a payer rely on."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import page
import pikepdf

_WORD = re.compile(r"[^\W_]{2,}")
_PROFILES = {
    "PDF/A-3a": page.ValidationProfile.PDF_A_3A,
    "PDF/UA-1": page.ValidationProfile.PDF_UA_1,
}


@dataclass(frozen=True)
class Likeness:
    """What a PDF has. `words` is the share of the letter's words that it prints."""

    words: float
    pages: int
    kilobytes: float
    tagged: bool
    links: int
    conforms: dict[str, bool]


def likeness(pdf: Path, blocks: Path) -> Likeness:
    """Lays a PDF beside the blocks of its letter."""
    command = ["pdftotext", "-raw", str(pdf), "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    printed, wanted = _words(told), _words(" ".join(_texts(json.loads(blocks.read_text()))))
    with pikepdf.open(pdf) as opened:
        annotations = [each for one in opened.pages for each in one.get("/Annots", ())]
        return Likeness(
            words=sum((wanted & printed).values()) / sum(wanted.values()),
            pages=len(opened.pages),
            kilobytes=pdf.stat().st_size / 1000,
            tagged="/StructTreeRoot" in opened.Root,
            links=sum(each.get("/Subtype") == "/Link" for each in annotations),
            conforms={name: _conforms(pdf, profile) for name, profile in _PROFILES.items()},
        )


def _conforms(pdf: Path, profile: Any) -> bool:
    return bool(page.validate_pdf_bytes(pdf.read_bytes(), profile=profile).is_compliant)


def _words(text: str) -> Counter[str]:
    """The words of a text; a word that a line breaks is two to some and one to others."""
    return Counter(_WORD.findall(text.replace("\u2060", "").replace("-\n", "-")))


def _texts(told: dict[str, Any]) -> Iterator[str]:
    """All that stands in the flow of the letter, but the chart's own words."""
    for block in told["blocks"]:
        yield from _of(block)


def _of(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        # Runs of one block belong together: a word may be half bold.
        if value and isinstance(value[0], dict) and "text" in value[0]:
            yield "".join(run["text"] for run in value)
            return
        for each in value:
            yield from _of(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in ("svg", "alt", "anchor"):
                yield from _of(each)
