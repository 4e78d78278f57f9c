"""Opens one exhibit in a process of its own (see letters.confined); run, never imported.

Its one argument is the order as JSON, its input the content of the file. Its output is a line of
JSON, then the pages as a PDF:

    {"end": "opened", "numbers": [3, 4], "of": 12, "texts": ["...", "..."],
     "noted": [["blank", [4]]], "size": 54321, "seconds": 0.8}

or, where the file cannot be an exhibit, {"end": key of letters.exhibits.refusals, "page": 3,
"seconds": 0.8}; the seconds are those of the processor.
"""

import json
import os
import sys
from typing import Any

from letters.exhibits.refusals import RefusedError

_OF_ALL = ("most_pages", "megapixels", "all_megapixels")
_OF_PDFS = ("inches", "unpacked_mb", "all_unpacked_mb")
"""The bounds of an order, by the names under which they are taken."""


def main() -> None:
    """Writes the pages, or why there are none."""
    content = sys.stdin.buffer.read()
    pdf = b""
    try:
        said, pdf = _opened(content, json.loads(sys.argv[1]))
    except RefusedError as refusal:
        said = {"end": refusal.key, "page": refusal.page}
    except MemoryError:
        said = {"end": "memory"}
    # A hostile file may break any assumption; what it broke is told to no one.
    except Exception:
        said = {"end": "damaged"}
    times = os.times()
    said["seconds"] = times.user + times.system
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + pdf)
    sys.stdout.buffer.flush()


def _opened(content: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    made = _extract(content, order)
    # Why here: refused files, which are opened in vain, come without its cost.
    from letters.exhibits.looking import look

    looks = look(made.pdf, made.numbers)
    said = {
        "end": "opened",
        "numbers": made.numbers,
        "of": made.of,
        "texts": looks.texts,
        "noted": (*made.noted, *looks.noted),
        "size": len(made.pdf),
    }
    return said, made.pdf


def _extract(content: bytes, order: dict[str, Any]) -> Any:
    wanted, most = order["wanted"], {name: order[name] for name in _OF_ALL}
    if order["kind"] == "PDF":
        from letters.exhibits import pages

        only = {name: order[name] for name in _OF_PDFS}
        return pages.extract(content, wanted, **most, **only)
    from letters.exhibits import pictures

    return pictures.extract(content, order["kind"], wanted, **most)


if __name__ == "__main__":
    main()
