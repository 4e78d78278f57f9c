"""The finished PDFs of the example cases, read by the programs that others will read them with."""

import shutil
import subprocess
import unicodedata

import page
import pytest
from page import ValidationProfile
from rationale import EXAMPLE_LABELS as LABELS
from rendering.trees import Tree

from letters.rationale import Letter
from letters.rationale.model import Document
from torture.examples import Example, examples


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


def _main(label: str) -> Example:
    """What a case comes to, which stands before all that goes with it."""
    return next(each for each in examples() if each.name.startswith(f"{label} "))


@pytest.fixture(scope="session", params=LABELS)
def finished(request, tmp_path_factory):
    made = _main(request.param)
    path = tmp_path_factory.mktemp("finished") / "document.pdf"
    path.write_bytes(made.pdf)
    return made.document, path


def test_qpdf_finds_nothing_wrong(finished):
    """Each document is a sound PDF to qpdf."""
    _, path = finished
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(path))


PROFILES = (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_it_conforms(finished, profile):
    """Each document is PDF/A-3a and PDF/UA-1; tests/rendering shows that the validator looks."""
    _, path = finished
    report = page.validate_pdf(str(path), profile=profile)
    assert report.is_compliant, {failure.rule_id for failure in report.failures}


def test_its_chart_is_told_in_words(finished):
    """The alternative of the figure names each measure with its first and its last value."""
    document, path = finished
    read_back = Tree(path.read_bytes())
    figures = read_back.root.all("Figure")
    chart = document.chart if isinstance(document, Letter) else None
    assert len(figures) == (chart is not None)
    for panel in chart.panels if chart else ():
        told = str(figures[0].element.Alt).casefold()
        assert panel.measure.casefold() in told
        ends = (panel.points[0].value, panel.points[-1].value)
        assert all(f"{value.normalize():f}" in told for value in ends)


def _others() -> dict[str, Example]:
    """One document of each kind that is no case's main document."""
    main = {_main(label).document.document for label in LABELS}
    kinds = {each.document.document: each for each in reversed(examples())}
    return {kind: each for kind, each in kinds.items() if kind not in main}


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_each_kind_conforms(profile):
    """The kinds that are no case's main document, such as the review sheet, conform as well."""
    main = {_main(label).document.document for label in LABELS}
    assert {"gap sheet", "not supported", "action sheet"} <= main
    assert {"review sheet", "peer-to-peer brief", "patient copy", "fax cover"} <= set(_others())
    for made in _others().values():
        report = page.validate_pdf_bytes(made.pdf, profile=profile)
        assert report.is_compliant, {failure.rule_id for failure in report.failures}


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
