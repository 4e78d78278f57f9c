"""The data inside of a finished document: its own, once, dated by the document."""

import io

import pikepdf
import pytest

from letters.errors import RenderingError
from letters.rationale.model import ExhibitIndex, FaxCover
from letters.rationale.shown import shown
from letters.rendering import embedding, render

from .conftest import finished
from .samples import DOCUMENTS, GAPS, letter

PAPER = (FaxCover, ExhibitIndex)
"""What goes into a packet as paper."""
CARRYING = [i for i, one in enumerate(DOCUMENTS) if not isinstance(one, PAPER)]


@pytest.fixture(params=CARRYING, ids=lambda place: DOCUMENTS[place].document)
def enclosing(request):
    """A sample and its finished file."""
    made = pikepdf.open(io.BytesIO(finished(request.param).pdf))
    return DOCUMENTS[request.param], made


def test_each_document_carries_its_data(enclosing):
    """`rationale.json` is byte for byte what the document shows."""
    document, made = enclosing
    assert list(made.attachments) == [embedding.NAME] == ["rationale.json"]
    stored = made.attachments["rationale.json"].get_file()
    assert stored.read_bytes() == shown(document)
    assert stored.mime_type == "application/json"


def test_the_data_belong_to_the_document(enclosing):
    """The file is listed once as associated data, with a description in words."""
    _, made = enclosing
    (listed,) = made.Root.AF
    assert listed.AFRelationship == "/Data"
    assert (str(listed.F), str(listed.UF)) == ("rationale.json", "rationale.json")
    assert len(str(listed.Desc).split()) > 5
    assert made.Root.Names.EmbeddedFiles.Names[1].objgen == listed.objgen


def test_the_data_are_as_old_as_the_document(enclosing):
    """Made and changed at midnight UTC of the day of the document: no clock was read."""
    document, made = enclosing
    told = made.Root.AF[0].EF.F.Params
    midnight = f"D:{document.dated:%Y%m%d}000000Z"
    assert (str(told.CreationDate), str(told.ModDate)) == (midnight, midnight)
    assert told.Size == len(shown(document))


def test_the_data_can_be_left_out():
    """A file without data has neither attachment nor a list of them, and the same pages."""
    bare = render(GAPS, data=False)
    made = pikepdf.open(io.BytesIO(bare.pdf))
    assert list(made.attachments) == []
    assert "/AF" not in made.Root
    assert bare.pages == len(made.pages) == finished(DOCUMENTS.index(GAPS)).pages


def test_a_letter_that_lists_its_data_carries_them():
    """A file named in the letter cannot be left out of it in silence."""
    with pytest.raises(RenderingError, match="lists data"):
        render(letter(embedded=embedding.NAME), data=False)
