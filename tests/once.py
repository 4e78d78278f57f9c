"""What tests ask for again and again, worked out once in a run from all that decides it.

Nothing that fails is kept. What is kept is shown elsewhere to follow from its input alone: a
library in tests/citations, the bytes of a PDF in tests/rendering and tests/shortcuts, a verdict in
tests/verification.
"""

import hashlib
import io
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from letters import rendering
from letters.citations import loading
from letters.citations.loading import Loaded, load_with_readings
from letters.confined import Confines, output_of
from letters.hashing import of_trees
from letters.packet import opening, reduction
from letters.pipeline import pressing
from letters.rendering import Rendered, pdf
from letters.rendering.embedding import Enclosed
from letters.rendering.pdf import Layout
from letters.templates.sandbox import Sandbox
from letters.verification import Verification, verify


@dataclass(frozen=True)
class Last:
    """The last few things of a kind, by all that decides them."""

    most: int
    _known: dict = field(default_factory=dict)

    def once(self, key: object, make: Callable[[], Any], sound: Callable = lambda _: True) -> Any:
        if key in self._known:
            return self._known[key]
        made = make()
        if sound(made):
            while len(self._known) >= self.most:
                del self._known[next(iter(self._known))]
            self._known[key] = made
        return made


LIBRARIES, VERDICTS, COMPILED = Last(8), Last(500), Last(5000)


def libraries() -> None:
    """Loads no folder of citations twice from here on, unless it changes."""

    def load(root: Path, policies: Path | None = None) -> Any:
        folders = [folder for folder in (root, policies) if folder]
        key = (root, policies, *(of_trees((folder,), ("yaml",)) for folder in folders))
        return LIBRARIES.once(key, lambda: load_with_readings(root, policies), _is_sound)

    loading.load_with_readings = load


def _is_sound(loaded: object) -> bool:
    """Problems are looked for each time."""
    return isinstance(loaded, Loaded)


def no_libraries(patch: pytest.MonkeyPatch) -> None:
    """Loads each folder of citations anew, as often as it is asked for."""
    patch.setattr(loading, "load_with_readings", load_with_readings)


def templates() -> None:
    """Compiles no template twice from here on, unless it changes or runs in another way."""

    def compiled(self: Sandbox, source: str, name: str | None = None, *how: Any) -> Any:
        run = (self.autoescape, self.optimized, name in self.metered, *sorted(self.filters))
        return COMPILED.once(
            (source, name, *how, run), lambda: Environment.compile(self, source, name, *how)
        )

    Sandbox.compile = compiled


@dataclass(frozen=True)
class Laid:
    """A document of which is known how many pages it takes; it is laid out to be painted."""

    html: str
    images: frozenset[str]
    pages: int
    layout: Layout | None

    @property
    def name(self) -> str:
        return name_of("laid", self.html, sorted(self.images))

    @property
    def laid_out(self) -> Layout:
        return self.layout or pdf.set_pages(self.html, images=self.images)


@dataclass(frozen=True)
class Shelf:
    """What was made in a run, by what decides it: a folder, for all processes of the run."""

    folder: Path

    def known(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.exists() else None

    def keep(self, name: str, content: bytes) -> bytes:
        partial = self.folder / f".{name}.{os.getpid()}.{threading.get_ident()}"
        partial.write_bytes(content)
        partial.replace(self.folder / name)
        return content


@dataclass(frozen=True)
class Press:
    """Makes each document once in a run."""

    shelf: Shelf

    def set_pages(self, html: str, *, images: frozenset[str] = frozenset()) -> Laid:
        laid = Laid(html, images, 0, None)
        known = self.shelf.known(laid.name)
        if known is not None:
            return Laid(html, images, int(known), None)
        layout = pdf.set_pages(html, images=images)
        self.shelf.keep(laid.name, str(layout.pages).encode())
        return Laid(html, images, layout.pages, layout)

    def paint(self, laid: Laid, enclosed: Enclosed | None = None) -> Rendered:
        name = name_of("painted", laid.name, enclosed)
        known = self.shelf.known(name)
        if known is not None:
            return Rendered(known, laid.pages)
        made = pdf.paint(laid.laid_out, enclosed)
        self.shelf.keep(name, made.pdf)
        return made


def name_of(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def verified(made: bytes, told: bytes, words: frozenset[str]) -> Verification:
    """The verdict on a document that was made, worked out once in a process."""
    return VERDICTS.once(name_of(made, told, sorted(words)), lambda: verify(made, told, words))


@dataclass(frozen=True)
class Reader:
    """Has each exhibit read once in a run, in the process of its own that reads it."""

    shelf: Shelf

    @contextmanager
    def output_of(
        self, reader: Path, arguments: Sequence[str], content: bytes, confines: Confines
    ) -> Iterator[io.BytesIO]:
        # Without its seconds: how many are left tells how busy the machine is.
        name = name_of("read", reader.read_bytes(), arguments, content, confines.memory)
        said = self.shelf.known(name)
        if said is not None:
            yield io.BytesIO(said)
            return
        with output_of(reader, arguments, content, confines) as output:
            said = output.read()
            yield io.BytesIO(said)
        self.shelf.keep(name, said)


def press(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Makes no document and reads no exhibit twice from here on."""
    shelf = Shelf(folder)
    by, reader = Press(shelf), Reader(shelf)
    patch.setattr(rendering, "set_pages", by.set_pages)
    patch.setattr(rendering, "paint", by.paint)
    patch.setattr(pressing, "verify", verified)
    for room in (opening, reduction):
        patch.setattr(room, "output_of", reader.output_of)
