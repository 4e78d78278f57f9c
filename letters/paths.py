"""Where the data folders stand: beside the package in a clone, inside it in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).parent
_ROOT = PACKAGE / "_data" if (PACKAGE / "_data").is_dir() else PACKAGE.parent

CITATIONS = _ROOT / "citations"
TEMPLATES = _ROOT / "templates"
FONTS = _ROOT / "fonts"
EXAMPLES = _ROOT / "examples"
