"""The finished PDFs of the example cases, read by the programs that others will read them with."""

import shutil
import subprocess
import unicodedata

import pytest
from rationale import EXAMPLE_LABELS, argued

from letters.rationale import Letter
from letters.rationale.model import Document
from letters.rendering import render


def run(*command: str) -> str:
    program = shutil.which(command[0])
    assert program is not None, f"{command[0]} is not installed; scripts/setup installs it"
    done = subprocess.run((program, *command[1:]), check=True, capture_output=True, text=True)
    return done.stdout


def plain(text: str) -> str:
    """Text without marks of direction and joining, and with runs of white space as one blank."""
    kept = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFC", kept).split())


def identifiers(document: Document) -> list[str]:
    """What a payer files a letter by: every value of the RE block that is a number or a code."""
    if isinstance(document, Letter):
        return [line.value for line in document.re]
    return [document.patient]


@pytest.fixture(scope="session", params=EXAMPLE_LABELS)
def finished(request, tmp_path_factory):
    document = argued(request.param).document
    path = tmp_path_factory.mktemp("finished") / "document.pdf"
    path.write_bytes(render(document))
    return document, path


def test_qpdf_finds_nothing_wrong(finished):
    """Each document is a sound PDF to qpdf."""
    _, path = finished
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))


def test_every_identifier_can_be_found(finished):
    """pdftotext finds each identifier of the document as it was given."""
    document, path = finished
    text = plain(run("pdftotext", "-layout", str(path), "-"))
    wanted = identifiers(document)
    assert wanted
    unspaced = text.replace(" ", "")
    assert [w for w in wanted if not _found(plain(w), text, unspaced)] == []


def _found(wanted: str, text: str, unspaced: str) -> bool:
    """In running text, or across the line ends of a table cell word by word."""
    rightward = any(unicodedata.bidirectional(char) in ("R", "AL") for char in wanted)
    if rightward:
        # Readers give right-to-left runs in either order; every letter must be there.
        return all(char in unspaced for char in wanted if not char.isspace())
    return wanted in text or all(word in text for word in wanted.split())
