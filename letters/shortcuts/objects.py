"""The parts of a PDF as bytes: numbers and names need not be asked four times what they are."""

from typing import Any

from letters.shortcuts.patches import Patches

FILES = (
    "weasyprint/__init__.py",
    "pydyf/__init__.py",
)


def switch_on() -> Patches:
    """Writes the plain types first."""
    import pydyf

    patches = Patches()
    stock = pydyf._to_bytes

    def to_bytes(item: Any) -> Any:
        kind = type(item)
        if kind is bytes:
            return item
        if kind is str:
            return item.encode("ascii")
        if kind is int:
            return b"%d" % item
        if kind is float:
            if item.is_integer():
                return b"%d" % item
            return f"{item:f}".rstrip("0").encode("ascii")
        return stock(item)

    patches.set(pydyf, "_to_bytes", to_bytes)
    return patches
