"""Writes what the shortcuts know of WeasyPrint, from the WeasyPrint that is installed.

    python scripts/shortcuts.py

For whoever moves to another release: first read what changed in each file of `KNOWN` and mend the
shortcuts, then run this, then the tests. It needs cffi with its parser; the program does not.
"""

import re
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOM = Path(__file__).resolve().parents[1] / "letters" / "shortcuts"
HEAD = '''"""The C declarations of WeasyPrint 70.0 as cffi {version} stores them.

Made by `scripts/shortcuts.py` of `weasyprint/text/ffi.py`; BSD-3-Clause, Simon Sapin and
contributors.
"""
'''


def declared() -> str:
    """The text of `declared.py`."""
    import cffi

    found = find_spec("weasyprint")
    assert found is not None
    assert found.submodule_search_locations
    source = Path(found.submodule_search_locations[0], "text", "ffi.py").read_text("utf-8")
    match = re.search(r"ffi\.cdef\('''(.*?)'''\)", source, re.DOTALL)
    assert match
    ffi = cffi.FFI()
    ffi.set_source("declared", None)
    ffi.cdef(match[1])
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "declared.py")
        ffi.emit_python_code(str(made))
        text = made.read_text("utf-8")
    body = text[text.index("import _cffi_backend") :]
    return (
        HEAD.format(version=cffi.__version__)
        + "\n# ruff: noqa\n# fmt: off\n# mypy: ignore-errors\n"
        + body
    )


def known() -> str:
    """The table of `ground.py`."""
    import sys

    sys.path.insert(0, str(ROOM.parents[1]))
    from letters.shortcuts import SHORTCUTS, loading, sheets
    from letters.shortcuts.ground import digest

    files = {file for shortcut in SHORTCUTS for file in shortcut.files}
    files |= {*loading.FILES, *sheets.FILES}
    return "".join(f'        "{file}": "{digest(file)}",\n' for file in sorted(files))


def main() -> None:
    """Writes both."""
    (ROOM / "declared.py").write_text(declared(), "utf-8")
    ground = ROOM / "ground.py"
    text = ground.read_text("utf-8")
    start, end = text.index("    {\n") + 6, text.index("    }\n)")
    ground.write_text(text[:start] + known() + text[end:], "utf-8")


if __name__ == "__main__":
    main()
