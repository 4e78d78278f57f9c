"""What else the update that signs changed is found: then not the approved file was signed."""

import pytest
from pyhanko.pdf_utils import generic

from letters.signing import applying, examine, sign
from letters.signing.revision import alterations
from signing import authorities as made
from signing import hostile

AT = made.AT + made.DAY


def test_an_update_that_only_signs_changes_nothing(letter, signed):
    """Field, page, structure tree and catalog tell of the signature and of nothing more."""
    assert alterations(letter, signed) == ()


def titled(writer):
    info = writer.prev.trailer["/Info"]
    info["/Title"] = generic.pdf_string("Another letter")
    writer.mark_update(writer.prev.trailer.raw_get("/Info"))


def described(writer):
    writer.root["/Metadata"] = writer.add_object(generic.StreamObject(stream_data=b"<x/>"))


def opening(writer):
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {generic.pdf_name("/S"): generic.pdf_name("/JavaScript")}
    )


def noted(writer):
    page, _ = writer.find_page_for_modification(0)
    note = generic.DictionaryObject({generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText")})
    writer.register_annotation(page, writer.add_object(note))


def retold(writer):
    tree = writer.root["/StructTreeRoot"]
    tree["/RoleMap"] = generic.DictionaryObject()
    writer.update_container(tree)


def enclosed(writer):
    files = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    files[1]["/Desc"] = generic.pdf_string("something else")
    writer.mark_update(files.raw_get(1))


@pytest.mark.parametrize(
    "change", [hostile.blanked, titled, described, opening, noted, retold, enclosed]
)
def test_an_update_that_does_more_is_told(letter, owner, monkeypatch, change):
    """The signature covers it and is intact; the change is told all the same."""
    tag = applying.tag

    def tagged_and_changed(writer, field):
        tag(writer, field)
        change(writer)

    monkeypatch.setattr(applying, "tag", tagged_and_changed)
    found = examine(sign(letter, owner, made.AT), AT)
    assert found.state == "intact"
    assert found.altered


def test_what_cannot_be_compared_is_told(signed):
    """Bytes that are no PDF."""
    assert alterations(b"hello", signed)
