"""WeasyPrint by itself, warm: a finished page of HTML to PDF/A-3a, as its documentation shows.

The faces, the parsed style and the variant are those of our letters. Nothing is read, determined,
finished, embedded or verified, no complaint is looked at, and no shortcut of ours is on.
"""

import os
import sys
from pathlib import Path

from benchmarks.turns import take_turns


def main() -> None:
    """Takes turns over pages; keeps each PDF in the folder named, if one is."""
    root = Path(__file__).parent.parent.parent
    os.environ["FONTCONFIG_FILE"] = str(root / "fonts" / "fonts.conf")
    # Only now: fontconfig reads its configuration when WeasyPrint is imported.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = (root / "templates" / "style.css").read_text(encoding="utf-8")
    styles = [CSS(string=style, font_config=fonts)]

    keep = Path(sys.argv[1]) if sys.argv[1:] else None

    def turn(page: Path) -> dict[str, float]:
        html = HTML(string=page.read_text(encoding="utf-8"))
        pdf = html.write_pdf(font_config=fonts, stylesheets=styles, pdf_variant="pdf/a-3a")
        if keep:
            (keep / f"{page.parent.name}.pdf").write_bytes(pdf)
        return {"bytes": len(pdf)}

    take_turns(turn)


if __name__ == "__main__":
    main()
