"""The letter by ReportLab, warm: its blocks as flowables of platypus, the chart by svglib."""

import io
import json
import sys
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.turns import take_turns

_FONTS = Path(__file__).parent.parent.parent / "fonts"
_FACES = {
    "Letter": "SourceSerif4-Regular.ttf",
    "Letter-Bold": "SourceSerif4-Semibold.ttf",
    "Letter-Italic": "SourceSerif4-It.ttf",
    "Letter-BoldItalic": "SourceSerif4-SemiboldIt.ttf",
}
_JOINER = "\u2060"
"""No break here: for lack of a glyph ReportLab would print a box."""
_WIDTH = 612 - 2 * 59
_SIZES = {1: (14, 18), 2: (10.5, 13), 3: (9.4, 12.1)}


class Maker:
    """ReportLab with our faces and styles, set up once."""

    def __init__(self) -> None:
        self.platypus: Any = import_module("reportlab.platypus")
        self.svg: Any = import_module("svglib.svglib")
        styles: Any = import_module("reportlab.lib.styles")
        metrics: Any = import_module("reportlab.pdfbase.pdfmetrics")
        faces: Any = import_module("reportlab.pdfbase.ttfonts")
        for name, file in _FACES.items():
            metrics.registerFont(faces.TTFont(name, str(_FONTS / file)))
        metrics.registerFontFamily("Letter", *_FACES)
        self.svg.register_font("Source Serif 4", str(_FONTS / _FACES["Letter"]))

        def style(name: str, size: float, leading: float, **more: Any) -> Any:
            return styles.ParagraphStyle(
                name, fontName="Letter", fontSize=size, leading=leading, **more
            )

        self.text = style("text", 9.4, 12.1, spaceAfter=4)
        self.cell = style("cell", 9, 11.2)
        self.quote = style("quote", 9.4, 12.1, leftIndent=10, spaceAfter=4)
        self.headings = {
            level: style(f"h{level}", size, leading, spaceBefore=8, spaceAfter=2, keepWithNext=1)
            for level, (size, leading) in _SIZES.items()
        }
        self.ruled = self.platypus.TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, -1), 0.5, "black"),
                ("LINEBELOW", (0, -1), (-1, -1), 1, "black"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )

    def pdf(self, told: dict[str, Any]) -> bytes:
        """The letter as a PDF."""
        made = io.BytesIO()
        document = self.platypus.SimpleDocTemplate(
            made,
            pagesize=(612, 792),
            **{"leftMargin": 53, "rightMargin": 53, "topMargin": 50, "bottomMargin": 56},
            **{"title": told["title"], "author": told["author"], "lang": told["language"]},
            invariant=1,
        )
        flow = [flowable for block in told["blocks"] for flowable in self._of(block)]

        def margins(canvas: Any, _: Any) -> None:
            canvas.setFont("Letter", 8.5)
            if canvas.getPageNumber() > 1:
                canvas.drawString(59, 760, told["running"])
                canvas.drawRightString(553, 760, told["draft"])
            canvas.drawString(59, 38, told["notice"])
            canvas.drawString(59, 27, told["versions"])
            canvas.drawRightString(553, 38, f"Page {canvas.getPageNumber()}")

        document.build(flow, onFirstPage=margins, onLaterPages=margins)
        return made.getvalue()

    def _of(self, block: dict[str, Any]) -> list[Any]:
        kind, paragraph = block["kind"], self.platypus.Paragraph
        if kind == "heading":
            return [paragraph(_marked(block["runs"]), self.headings[block["level"]])]
        if kind == "table":
            return [self._table(block)]
        if kind == "list":
            items = [
                self.platypus.ListItem(paragraph(_anchored(item), self.text))
                for item in block["items"]
            ]
            bullet = "1" if block["ordered"] else "bullet"
            return [self.platypus.ListFlowable(items, bulletType=bullet, bulletFontName="Letter")]
        if kind == "figure":
            return self._figure(block)
        return [paragraph(_marked(block["runs"]), self.quote if kind == "quote" else self.text)]

    def _table(self, block: dict[str, Any]) -> Any:
        rows = [*block["head"], *block["rows"]]
        cells = [
            [self.platypus.Paragraph(_marked(runs), self.cell) for runs in row] for row in rows
        ]
        widths = _widths(rows)
        table = self.platypus.Table(cells, colWidths=widths, repeatRows=len(block["head"]))
        table.setStyle(self.ruled)
        return table

    def _figure(self, block: dict[str, Any]) -> list[Any]:
        drawing = self.svg.svg2rlg(io.StringIO(block["svg"]))
        caption = self.platypus.Paragraph(_marked(block["caption"]), self.text)
        return [self.platypus.KeepTogether([drawing, caption])]


def _widths(rows: list[list[list[dict[str, Any]]]]) -> list[float]:
    """Columns as wide as the longest of their words needs, and their length of text deserves."""
    columns = range(len(rows[0]))
    texts = [["".join(run["text"] for run in row[at]) for row in rows] for at in columns]
    longest = [max(len(w) for text in column for w in [*text.split(), ""]) for column in texts]
    least = [5.2 * length + 8 for length in longest]
    wanted = [min(max(map(len, column)), 60) for column in texts]
    spare = max(_WIDTH - sum(least), 0) / sum(wanted)
    return [width + spare * share for width, share in zip(least, wanted, strict=True)]


def _anchored(item: dict[str, Any]) -> str:
    anchor = f'<a name="{item["anchor"]}"/>' if item["anchor"] else ""
    return anchor + _marked(item["runs"])


def _marked(runs: list[dict[str, Any]]) -> str:
    """Runs in the markup of a paragraph of ReportLab."""
    made = []
    for run in runs:
        text = escape(run["text"].replace(_JOINER, "")).replace("\n", "<br/>")
        for name, tag in (("bold", "b"), ("italic", "i"), ("raised", "super")):
            text = f"<{tag}>{text}</{tag}>" if run.get(name) else text
        made.append(f'<a href="#{run["link"]}">{text}</a>' if run.get("link") else text)
    return "".join(made)


def main() -> None:
    """Takes turns over blocks; keeps each PDF in the folder named, if one is."""
    keep = Path(sys.argv[1]) if sys.argv[1:] else None
    maker = Maker()

    def turn(blocks: Path) -> dict[str, float]:
        pdf = maker.pdf(json.loads(blocks.read_text(encoding="utf-8")))
        if keep:
            (keep / f"{blocks.parent.name}.pdf").write_bytes(pdf)
        return {"bytes": len(pdf)}

    take_turns(turn)


if __name__ == "__main__":
    main()
