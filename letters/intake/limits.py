"""How much an input may hold before it is refused; every limit can be set by the user."""

from pydantic import Field

from letters.case.frozen import Frozen


class Limits(Frozen):
    """Bounds on one input file, each with what it counts. What passes one is refused, never cut.

    Why: exports come by mail and from portals; a file of a few kilobytes can unpack to gigabytes,
    nest a million deep or hold a single endless line.
    """

    file_mb: int = Field(2000, ge=1, description="size of a file that is read in a stream, MB")
    document_mb: int = Field(
        300, ge=1, description="size of a file that is read whole (sheet, XML, JSON document), MB"
    )
    unpacked_mb: int = Field(300, ge=1, description="what a workbook unpacks to, MB")
    ratio: int = Field(200, ge=1, description="how many times its size a part unpacks to")
    cells: int = Field(4_000_000, ge=1, description="cells of a sheet, empty ones included")
    line_mb: int = Field(16, ge=1, description="length of a line or an X12 segment, MB")
    depth: int = Field(200, ge=1, description="how deep JSON or XML may nest")
    elements: int = Field(5_000_000, ge=1, description="elements of an XML document")


DEFAULT = Limits.model_validate({})
