"""Pictures in a Word file: the figure in its line, the logo beside the letterhead."""

from html import escape

_EMU = 12700
"""Into how many units Word parts a point."""
_GRAPHIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DECORATION = "http://schemas.microsoft.com/office/drawing/2017/decorative"
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    f'<adec:decorative xmlns:adec="{_DECORATION}" val="1"/></a:ext></a:extLst>'
)
_BELOW_DRAFT = 32.0
"""How far down the first page the letterhead begins where the mark of a draft stands above."""

Size = tuple[float, float]


def inline(name: str, number: int, size: Size, alternative: str) -> str:
    """A run with a picture that has an alternative text."""
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f"{_extent(size)}"
        f'<wp:docPr id="{number}" name="Figure {number}" descr="{escape(alternative)}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f"{_picture(name, number, size)}</wp:inline></w:drawing></w:r>"
    )


def anchored(name: str, number: int, size: Size, *, drop: bool) -> str:
    """A run with the logo, at the top right of the text, as decoration.

    `drop` sets it below the mark of a draft.
    """
    down = round(_BELOW_DRAFT * _EMU) if drop else 0
    return (
        '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="114300" distR="0"'
        ' simplePos="0" relativeHeight="251658240" behindDoc="0" locked="0" layoutInCell="1"'
        ' allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
        f'<wp:positionV relativeFrom="margin"><wp:posOffset>{down}</wp:posOffset></wp:positionV>'
        f'{_extent(size)}<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="Logo" descr="">{_DECORATIVE}</wp:docPr>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f"{_picture(name, number, size)}</wp:anchor></w:drawing></w:r>"
    )


def _extent(size: Size) -> str:
    return f'<wp:extent cx="{round(size[0] * _EMU)}" cy="{round(size[1] * _EMU)}"/>'


def _picture(name: str, number: int, size: Size) -> str:
    wide, high = (round(length * _EMU) for length in size)
    return (
        f'<a:graphic><a:graphicData uri="{_GRAPHIC}"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic>"
    )
