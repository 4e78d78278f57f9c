"""What WeasyPrint leaves undone before the PDF is written: PDF/A-3a and PDF/UA-1 in one file.

WeasyPrint 70 writes one variant of PDF. It is asked for PDF/A-3a; here the file becomes PDF/UA-1
too, and what neither claim allows is put right. Rules are those of ISO 19005-3 and ISO 14289-1.
"""

from typing import Any

from letters.errors import RenderingError
from letters.rendering.artifacts import set_apart
from letters.rendering.glyphs import mend
from letters.rendering.structure import straighten, target
from letters.rendering.writing import settle

VARIANT = "pdf/a-3a"

# PDF/A-3 knows no property `pdfuaid:part`, so the file describes it (ISO 19005-3, 6.6.2.3).
_ACCESSIBLE = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 that the file conforms to"
    b"</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def finish(document: Any, pdf: Any) -> None:
    """Makes a PDF of WeasyPrint conform before it is written (a WeasyPrint finisher).

    Raises:
        RenderingError: if the document lacks what only its template can give.
    """
    mend(document, pdf)
    set_apart(document, pdf, straighten(document, pdf))
    _claim(pdf)
    _attach_once(pdf)
    _archive_pictures(pdf)
    settle(pdf)


def _claim(pdf: Any) -> None:
    """Adds the claim of PDF/UA-1 to the metadata, which stay readable without unpacking."""
    described = target(pdf, pdf.catalog["Metadata"])
    (written,) = described.stream
    described.stream = [written.replace(b"</rdf:RDF>", _ACCESSIBLE + b"</rdf:RDF>")]
    described.compress = False


def _attach_once(pdf: Any) -> None:
    """WeasyPrint lists each associated file twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _archive_pictures(pdf: Any) -> None:
    """Pictures may not be smoothed by the viewer (6.2.8), and our colors are RGB (6.2.4.3)."""
    for written in pdf.objects:
        extra = getattr(written, "extra", {})
        if extra.get("Subtype") == "/Image":
            extra["Interpolate"] = "false"
            if extra["ColorSpace"] == "/DeviceCMYK":
                raise RenderingError("A picture is in CMYK. Save it as RGB or in grey.")
