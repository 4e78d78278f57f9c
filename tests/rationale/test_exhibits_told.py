"""Every fact that a document proves is told with its exhibit, in one form everywhere."""

import re

import pytest

from letters.rationale.model import Claim, Letter
from letters.rationale.walk import parts
from letters.verification.wanted import exhibits
from rationale import LABELS, argued

LETTERS = [label for label in LABELS if isinstance(argued(label).document, Letter)]
_TABLES = ("criteria", "policy", "steps", "chronology", "treatments", "laboratory", "chart")
"""What has a column for its exhibits, and the figure of a table's results."""


def _sentences(letter: Letter) -> list[Claim]:
    told = letter.model_copy(update={"also_given": None, "news": None})
    fields = (name for name in Letter.model_fields if name not in _TABLES)
    return [claim for name in fields for claim in parts(getattr(told, name), Claim)]


@pytest.mark.parametrize("label", LETTERS)
def test_a_sentence_names_the_exhibit_of_each_fact_it_rests_on(label):
    """But one that says in which table its facts stand: that has them."""
    letter = argued(label).document
    for claim in (one for one in _sentences(letter) if not re.search(r"Table \d", one.text)):
        found, _ = exhibits(re.sub(r"\s", "", claim.text))
        named = {exhibit for exhibit, _ in found}
        assert {fact.document for fact in claim.facts if fact.document} <= named, claim.text


@pytest.mark.parametrize(
    ("chars", "named"),
    [
        ("(Ex.C,p.2)", {("C", 2)}),
        ("Ex.AB,pp.3–4;ExhibitAAB", {("AB", 3), ("AB", 4), ("AAB", None)}),
    ],
)
def test_an_exhibit_is_read_whatever_its_letters(chars, named):
    """The thousandth document of a chart is read back as the first is."""
    assert exhibits(chars)[0] == named
