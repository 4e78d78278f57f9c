"""Whether this program on another machine would make the same bytes as here."""

import hashlib
from functools import cache
from pathlib import Path

from letters import kept, paths
from letters.case.frozen import Frozen
from letters.hashing import sha256

_SHORT = 12
_PROBE = """<!doctype html><html lang="en"><head><title>Probe</title></head><body>
<h1>Waltz, nymph, for quick jigs vex Bud 0123456789</h1>
<p><em>ffi fl fj</em> <strong>µ ≥ ≤ × − →</strong> Ångström Łódź Ελλάδα Київ Việt Nam</p>
<p style="text-align: justify; hyphens: auto; width: 8cm">Typesetting depends on libraries of the
system that no hash of this program knows: what one page of it comes to, in bytes, tells.</p>
<table><tr><th scope="col">day</th></tr><tr><td>2026-01-31</td></tr></table></body></html>"""


class Copy(Frozen):
    """What the bytes of a letter depend on besides its case, each as a hash.

    `library` is that of the citations shipped. `typesetting` is that of one page, which differs
    where the libraries that set pages do.
    """

    program: str
    library: str
    templates: str
    typefaces: str
    typesetting: str

    def differing(self, other: "Copy") -> tuple[str, ...]:
        """The names of the parts that are not the same."""
        return tuple(
            name for name in Copy.model_fields if getattr(self, name) != getattr(other, name)
        )


@cache
def here() -> Copy:
    """This copy of the program, as it is on this machine."""
    from letters.rendering.pdf import to_pdf  # Why here: who does not compare waits for no pages

    return Copy(
        program=kept.program()[:_SHORT],
        library=_tree(paths.CITATIONS),
        templates=_tree(paths.TEMPLATES),
        typefaces=_tree(paths.FONTS),
        typesetting=sha256(to_pdf(_PROBE))[:_SHORT],
    )


def _tree(root: Path) -> str:
    """The hash of a folder's files by name and bytes, but of those a program left for itself."""
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        below = path.relative_to(root)
        if path.is_file() and not any(part.startswith((".", "__pyc")) for part in below.parts):
            content = path.read_bytes()
            whole.update(f"{below.as_posix()}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()[:_SHORT]
