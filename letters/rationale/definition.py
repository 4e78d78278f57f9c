"""The plan document's own definition of medical necessity, quoted, and where it is answered."""

from letters.rationale import argument
from letters.rationale.model import Paragraph
from letters.rationale.writer import Writer


def definition(writer: Writer) -> Paragraph | None:
    """The definition and the parts of the letter that answer it; None where it is not on record."""
    quoted = writer.case.definition
    if quoted is None:
        return None
    fact = writer.facts.header("definition of medical necessity", quoted)
    return argument.paragraph(
        writer.claim(writer.phrase("definition/quoted", quote=quoted), (fact,)),
        writer.claim(writer.phrase("definition/answered", tables=writer.tables), (fact,)),
    )
