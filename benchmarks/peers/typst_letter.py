"""The letter by Typst, warm: blocks into a template, out come PDF/A-3a and PDF/UA-1 at once."""

import datetime as dt
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.turns import take_turns

_HERE = Path(__file__).parent
_WRITTEN = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def main() -> None:
    """Takes turns over blocks; keeps each PDF in the folder named, if one is."""
    typst: Any = import_module("typst")
    keep = Path(sys.argv[1]) if sys.argv[1:] else None
    compiler = typst.Compiler(
        str(_HERE / "letter.typ"),
        root=str(_HERE),
        font_paths=[str(_HERE.parent.parent / "fonts")],
        ignore_system_fonts=True,
    )

    def turn(blocks: Path) -> dict[str, float]:
        told = {"letter": blocks.read_text(encoding="utf-8")}
        pdf = compiler.compile(
            format="pdf", sys_inputs=told, pdf_standards=["a-3a", "ua-1"], timestamp=_WRITTEN
        )
        if keep:
            (keep / f"{blocks.parent.name}.pdf").write_bytes(pdf)
        return {"bytes": len(pdf)}

    take_turns(turn)


if __name__ == "__main__":
    main()
