"""The letter by LibreOffice: its blocks as a Word file by python-docx, then converted to PDF.

A turn on a list of blocks converts them all in one run of LibreOffice, which stays warm in it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.turns import take_turns

_ROOT = Path(__file__).parent.parent.parent
_OPTIONS = {
    "SelectPdfVersion": {"type": "long", "value": "3"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
}
_FILTER = f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS)}"


class Maker:
    """python-docx, loaded once."""

    def __init__(self) -> None:
        self.docx: Any = import_module("docx")
        self.element: Any = import_module("docx.oxml").OxmlElement
        self.name: Any = import_module("docx.oxml.ns").qn
        self.points: Any = import_module("docx.shared").Pt
        self.run: Any = import_module("docx.text.run").Run

    def word(self, told: dict[str, Any], target: Path) -> None:
        """Writes the letter as a Word file."""
        document = self.docx.Document()
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = "Source Serif 4", self.points(9.4)
        normal.paragraph_format.space_after = self.points(4)
        for level, size in ((1, 14), (2, 10.5), (3, 9.4)):
            heading = document.styles[f"Heading {level}"]
            heading.font.name, heading.font.size = "Source Serif 4", self.points(size)
        document.core_properties.title = told["title"]
        document.core_properties.author = told["author"]
        document.core_properties.language = told["language"]
        section = document.sections[0]
        section.page_width, section.page_height = self.points(612), self.points(792)
        section.left_margin = section.right_margin = self.points(59)
        section.different_first_page_header_footer = True
        section.header.paragraphs[0].text = f"{told['running']}\t{told['draft']}"
        for footer in (section.footer, section.first_page_footer):
            footer.paragraphs[0].text = f"{told['notice']} {told['versions']}\tPage "
            self._field(footer.paragraphs[0], "PAGE")
        for block in told["blocks"]:
            self._add(document, block)
        document.save(str(target))

    def _add(self, document: Any, block: dict[str, Any]) -> None:
        kind = block["kind"]
        if kind == "heading":
            self._fill(document.add_heading(level=block["level"]), block["runs"])
        elif kind == "table":
            self._table(document, block)
        elif kind == "list":
            style = "List Paragraph" if block["ordered"] else "List Bullet"
            for number, item in enumerate(block["items"], start=1):
                # Its own numbers: a second numbered list of python-docx goes on with the first.
                told = f"{number}.\t" if block["ordered"] else ""
                paragraph = document.add_paragraph(told, style=style)
                self._fill(paragraph, item["runs"])
                if item["anchor"]:
                    self._anchor(paragraph, item["anchor"])
        elif kind == "figure":
            # python-docx takes no SVG: what the chart tells in words stands in its place.
            document.add_paragraph(block["alt"])
            self._fill(document.add_paragraph(), block["caption"])
        else:
            style = "Quote" if kind == "quote" else "Normal"
            self._fill(document.add_paragraph(style=style), block["runs"])

    def _table(self, document: Any, block: dict[str, Any]) -> None:
        rows = [*block["head"], *block["rows"]]
        table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
        # All cells at once: asking a table of python-docx for one cell goes through all of them.
        for row, cells in zip(rows, table.rows, strict=True):
            for runs, cell in zip(row, cells.cells, strict=True):
                self._fill(cell.paragraphs[0], runs)
        for row in table.rows[: len(block["head"])]:
            row._tr.get_or_add_trPr().append(self.element("w:tblHeader"))

    def _fill(self, paragraph: Any, runs: list[dict[str, Any]]) -> None:
        for told in runs:
            run = paragraph.add_run(told["text"])
            run.bold, run.italic = told.get("bold"), told.get("italic")
            run.font.superscript = told.get("raised")
            if told.get("link"):
                link = self.element("w:hyperlink")
                link.set(self.name("w:anchor"), _bookmark(told["link"]))
                link.append(run._r)
                paragraph._p.append(link)

    def _anchor(self, paragraph: Any, name: str) -> None:
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = self.element(tag)
            mark.set(self.name("w:id"), name.rpartition("-")[2])
            mark.set(self.name("w:name"), _bookmark(name))
            paragraph._p.append(mark)

    def _field(self, paragraph: Any, code: str) -> None:
        field = self.element("w:fldSimple")
        field.set(self.name("w:instr"), code)
        field.append(self.run(self.element("w:r"), paragraph)._r)
        paragraph._p.append(field)


def _bookmark(name: str) -> str:
    """A name as Word allows it for a bookmark."""
    return name.replace("-", "_")


def main() -> None:
    """Takes turns over blocks or lists of blocks; keeps each PDF in the folder named, if one is."""
    keep = Path(sys.argv[1]) if sys.argv[1:] else None
    office = shutil.which("soffice")
    if office is None:
        raise RuntimeError("there is no soffice; `make bench-peers` installs it")
    maker = Maker()
    with tempfile.TemporaryDirectory(prefix="letters-office-") as folder:
        profile, made = Path(folder) / "profile", Path(folder) / "made"

        def turn(file: Path) -> dict[str, float]:
            listed = file.suffix == ".txt"
            blocks = [Path(line) for line in file.read_text().splitlines()] if listed else [file]
            words = [Path(folder) / f"{each.parent.name}.docx" for each in blocks]
            for each, word in zip(blocks, words, strict=True):
                maker.word(json.loads(each.read_text(encoding="utf-8")), word)
            command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
            command += ["--convert-to", _FILTER, "--outdir", str(made), *map(str, words)]
            faces = {"FONTCONFIG_FILE": str(_ROOT / "fonts" / "fonts.conf")}
            subprocess.run(command, check=True, capture_output=True, env=os.environ | faces)
            files = [made / f"{word.stem}.pdf" for word in words]
            size = sum(each.stat().st_size for each in files)
            for each in files:
                each.replace((keep or Path(folder)) / each.name)
            return {"bytes": size}

        take_turns(turn)


if __name__ == "__main__":
    main()
