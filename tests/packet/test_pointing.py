"""A letter points to no page that its packet does not enclose."""

from rendering.samples import LETTER

from letters.packet.pointing import cited, unenclosed
from letters.rationale.model import Fact
from packet.opened import LETTER as PAPER
from packet.opened import opened, written


def test_every_page_that_the_letter_prints_is_found():
    """Facts of tables, of paragraphs and of the laboratory's cells count alike."""
    dumped = LETTER.model_dump(mode="json")
    found = set()

    def walk(value):
        if isinstance(value, dict):
            if {"document", "page", "file"} <= value.keys() and None not in (
                value["document"],
                value["page"],
            ):
                found.add((value["document"], value["page"]))
            for below in value.values():
                walk(below)
        elif isinstance(value, list):
            for below in value:
                walk(below)

    walk(dumped)
    assert len(found) > 5
    assert cited(LETTER) == found


def test_a_fact_without_a_page_points_to_none():
    """An exhibit named as a whole is no page."""
    fact = Fact(what="a", value="b", file="c", document="D")
    claim = LETTER.ask.claims[0].model_copy(update={"facts": (fact,)})
    ask = LETTER.ask.model_copy(update={"claims": (claim,)})
    assert ("D", None) not in cited(LETTER.model_copy(update={"ask": ask}))


def test_pages_outside_of_what_is_enclosed_are_told():
    """Each with its exhibit, the page, why, and what to do; pages enclosed are not."""
    some = opened("H", written((PAPER,) * 2), (41, 42), 200)
    told = [str(error) for error in unenclosed({("H", 41), ("H", 7), ("H", 201)}, (some,))]
    assert len(told) == 2
    assert "exhibit H: the letter names page 7, which is not among the pages" in told[0]
    assert "exhibit H: the letter names page 201, and the file has 200" in told[1]
