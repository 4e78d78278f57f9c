"""The example exhibits: every page to which a letter points shows what the letter says of it."""

import datetime as dt
import re

import pypdfium2
import pytest
import yaml

from letters.case.pages import numbers
from letters.citations import load
from letters.intake import read
from letters.packet.foreign import differing
from letters.packet.identity import Identity
from letters.packet.labelled import identifiers
from letters.paths import CITATIONS, EXAMPLES
from letters.pipeline import argue
from letters.rationale.model import Fact
from letters.rationale.shown import days
from letters.rationale.walk import parts

AS_OF = dt.date(2026, 11, 22)
FOLDER = EXAMPLES / "exhibits"
MOST_BYTES = 600_000
LABELS = ("LN-002", "LN-019")


@pytest.fixture(scope="module")
def letters():
    library = load(CITATIONS)
    reading = read([EXAMPLES / "intake"], library.vocabulary)
    cases = {case.label: case for case in reading.cases}
    return {label: argue(cases[label], library, AS_OF, reading) for label in LABELS}


def text_of(file):
    """The text of each page of a PDF; nothing of a picture."""
    if file.suffix != ".pdf":
        return None
    with pypdfium2.PdfDocument(file) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def folded(text):
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def printed(on):
    return {*days(on.isoformat()), f"{on:%m/%d/%Y}"}


def test_every_enclosure_of_the_two_letters_is_there(letters):
    """Each document that a letter lists has its file, with as many pages as are to be enclosed."""
    for argued in letters.values():
        for enclosure in argued.document.enclosures:
            file = FOLDER / enclosure.file
            assert file.is_file(), enclosure.file
            pages = text_of(file)
            if pages is not None:
                assert enclosure.numbers == tuple(range(1, len(pages) + 1))
    named = {e.file for argued in letters.values() for e in argued.document.enclosures}
    assert {file.name for file in FOLDER.iterdir()} == named


def test_each_page_shows_what_the_letter_says_of_it(letters):
    """The value and the day of every fact stand on the page that it names."""
    checked, scanned = 0, set()
    for argued in letters.values():
        letter = argued.document
        files = {enclosure.letter: enclosure.file for enclosure in letter.enclosures}
        for fact in set(parts(letter, Fact)):
            if fact.document is None or fact.page is None:
                continue
            pages = text_of(FOLDER / files[fact.document])
            page = folded(pages[fact.page - 1]) if pages else ""
            if not page:
                scanned.add(files[fact.document])
                continue
            checked += 1
            for part in re.split(r", ", folded(fact.value)):
                for word in part.split(" "):
                    assert word in page, (fact, page)
            if fact.on is not None:
                assert any(folded(form) in page for form in printed(fact.on)), (fact, page)
    assert checked > 60
    assert scanned <= {
        "ln-002-pregnancy-test-report.jpg",
        "ln-002-treatment-order.tif",
        "ln-019-hepatitis-B-screening-report.pdf",
    }


def test_every_page_says_that_it_is_synthetic():
    """No page can be taken for a real one, and none names anybody but its patient."""
    for file in FOLDER.iterdir():
        for page in text_of(file) or ():
            assert not page.strip() or page.count("SYNTHETIC") >= 2, file.name


def test_the_example_pages_name_their_own_patient_alone(letters):
    """What warns of another patient's pages is silent on each letter's own exhibits."""
    told = 0
    for argued in letters.values():
        identity = Identity(argued.case)
        for enclosure in argued.document.enclosures:
            for page in text_of(FOLDER / enclosure.file) or ():
                told += len(identifiers(page))
                assert differing(identity, page) == (), enclosure.file
    assert told > 40


def test_the_exhibits_are_small():
    """They travel with the program."""
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < MOST_BYTES


def test_pages_of_the_examples_are_read(letters):
    """Every range of the two cases is printed as it is read."""
    for argued in letters.values():
        for enclosure in argued.document.enclosures:
            assert numbers(enclosure.pages) == enclosure.numbers


def test_the_policy_that_a_letter_answers_prints_its_criteria():
    """Each criterion of the example policy stands with its number on the page that it names."""
    policy = yaml.safe_load((EXAMPLES / "policies" / "larkspur" / "rx-118.yaml").read_text())
    pages = [folded(page) for page in text_of(FOLDER / "ln-002-payer-policy.pdf")]
    assert len(policy["criteria"]) == 5
    for one in policy["criteria"]:
        page = int(one["locator"].rpartition(" ")[2])
        assert f"{one['number']} {one['says']}." in pages[page - 1]


def test_an_order_names_product_route_count_and_prescriber():
    """What is asked for is what was ordered, so the order says as much as the request."""
    (page,) = map(folded, text_of(FOLDER / "ln-019-treatment-order.pdf"))
    for told in ("Riabni", "intravenous", "2 doses", "Kwame Oduya, MD", "NPI", "12/14/2026"):
        assert told in page


def test_a_notice_names_the_request_once():
    """Two doses of one drug are one request."""
    first = folded(text_of(FOLDER / "ln-002-denial-notice.pdf")[0])
    assert "Request: belimumab. Number PA-2026-0918833" in first
