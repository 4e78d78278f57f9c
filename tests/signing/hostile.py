"""PDFs that want to be taken for signed: each way to show other pages under a signature."""

import io
import re
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter

RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\] *")


def updated(pdf: bytes, change: Any) -> bytes:
    """The PDF with an update behind it in which `change` had the writer."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def blanked(writer: BasePdfFileWriter) -> None:
    """Another first page: its content is replaced."""
    page, _ = writer.find_page_for_modification(0)
    stream = generic.StreamObject(stream_data=b"q Q")
    page.get_object()["/Contents"] = writer.add_object(stream)
    writer.mark_update(page)


def unsigned_again(writer: BasePdfFileWriter) -> None:
    """The form is taken out of the catalog."""
    for key in ("/AcroForm", "/Perms"):
        del writer.root[key]
    writer.update_root()


def saved(pdf: bytes, change: Any) -> bytes:
    """The PDF written anew as a whole after a change."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


def forged(pdf: pikepdf.Pdf) -> None:
    """A field with a signature dictionary out of thin air."""
    value = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Sig,
            Filter=pikepdf.Name("/Adobe.PPKLite"),
            SubFilter=pikepdf.Name("/ETSI.CAdES.detached"),
            ByteRange=[0, 10, 20, 30],
            Contents=pikepdf.String(b"\x30\x00" * 40),
        )
    )
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Signature", V=value)
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)], SigFlags=3)


def loose(pdf: pikepdf.Pdf) -> None:
    """A signature dictionary that no form leads to."""
    forged(pdf)
    pdf.Root.Loose = pdf.Root.AcroForm.Fields[0].V
    del pdf.Root.AcroForm


def empty(pdf: pikepdf.Pdf) -> None:
    """A field for a signature that nobody filled in."""
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Signature")
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)])


def ranged(signed: bytes, written: bytes) -> bytes:
    """The signed file with another range, written over the one that it has."""
    found = RANGE.search(signed)
    assert found is not None
    width = found.end() - found.start()
    assert len(written) <= width
    return signed[: found.start()] + written.ljust(width) + signed[found.end() :]


def ranges(signed: bytes) -> tuple[int, int, int]:
    found = RANGE.search(signed)
    assert found is not None
    start, end, rest = map(int, found.groups())
    return start, end, rest
