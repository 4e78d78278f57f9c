"""The index of a packet traces like every other document, and shows a change."""

import pytest
from rendering.samples import LETTER as SAMPLE

from letters.packet.index import Cover, Part, exhibit_index, pages, places
from letters.packet.parts import Piece
from letters.rationale.model import Fact
from letters.rationale.shown import shown
from letters.rendering import render
from letters.verification import verify
from packet.conftest import several


def parts():
    """The exhibits in two parts, the third one split."""
    a, b, c, d = (Piece(one, 0, len(one.numbers)) for one in several())
    return ((a, b, c._replace(stop=1)), (c._replace(start=1), d))


def index(wording, number=1, letter=SAMPLE):
    found = pages(parts(), (6, 1))
    return exhibit_index(Cover(letter, "5e" * 32), several(), found, Part(number, 2), wording)


def test_places_count_all_pages_before():
    """The letter's and the index's own pages count, those of earlier parts too."""
    found = places(pages(parts(), (6, 1)))
    assert found["A"] == ((7, 1),)
    assert found["B"] == ((9, 1),)
    assert found["C"] == ((12, 1), (14, 2))
    assert found["D"] == ((15, 2),)


def test_each_part_tells_of_itself(wording):
    """What is in this part is said so; a split exhibit tells both its places."""
    first, second = ([row.begins for row in index(wording, number).listed] for number in (1, 2))
    assert first[0] == "7 in this part"
    assert first[2] == "12 in this part, continued on 14 in part 2"
    assert second[2] == "12 in part 1, continued on 14 in this part"
    assert second[3] == "15 in this part"


@pytest.mark.parametrize("draft", [True, False])
def test_the_finished_index_traces_to_what_it_was_made_of(wording, draft):
    """Nothing is lost, nothing is told beyond it."""
    document = index(wording).model_copy(update={"draft": draft})
    found = verify(render(document).pdf, shown(document))
    assert found.ok, (found.untraced, found.lost)


@pytest.mark.parametrize(
    "change", [{"begins": "99 in this part"}, {"pages": "1-9 of 9"}, {"letter": "Q"}]
)
def test_an_index_that_tells_another_place_does_not_trace(wording, change):
    """A page, a range or a letter that is not the packet's own is found."""
    document = index(wording)
    rows = (document.listed[0].model_copy(update=change), *document.listed[1:])
    changed = document.model_copy(update={"listed": rows})
    assert not verify(render(changed).pdf, shown(document)).ok


def test_a_criterion_leads_to_its_pages_in_the_packet(wording):
    """Each with exhibit and pages as the letter names them, and where these are; parts are told."""
    facts = tuple(
        Fact(what="a", value="1", file="x", document=name, page=page)
        for name, page in (("A", 2), ("A", 1), ("C", 1), ("C", 2), ("D", None), ("Q", 1))
    )
    claim = SAMPLE.criteria[0].finding.model_copy(update={"facts": facts})
    row = SAMPLE.criteria[0].model_copy(update={"finding": claim})
    letter = SAMPLE.model_copy(
        update={"criteria": (row,), "policy": None, "points": (), "denial_replies": ()}
    )
    told = [(row.place, row.begins) for row in index(wording, 1, letter).proofs]
    assert told == [
        ("Ex. A, pp. 1–2", "7–8 in this part"),
        ("Ex. C, p. 1", "12 in this part"),
        ("Ex. C, p. 2", "14 in part 2"),
        ("Ex. D", "15 in part 2"),
    ]
