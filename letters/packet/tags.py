"""The structure of a packet: that of our own documents, kept, and a section for each exhibit.

A program that reads a file aloud follows it; a page without text is told by an alternative.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pikepdf import Array, Dictionary, Name


class Part(NamedTuple):
    """One marked part of a page, with its role and what stands for it if it has no text."""

    role: str
    instead: str | None = None


class Tags:
    """Builds the structure of one file."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._whole = self._element("Document", self._root)
        self._root.K = Array([self._whole])
        self._owners: list[tuple[int, Any]] = []
        self._next = 0

    def take(self, source: Any, pages: Sequence[Any]) -> None:
        """Keeps the structure of a document whose pages were added to the file."""
        if "/StructTreeRoot" not in source.Root:
            return
        tree = self._pdf.copy_foreign(source.Root.StructTreeRoot)
        held = list(tree.ParentTree.get("/Nums", Array()))
        for key, owner in zip(held[::2], held[1::2], strict=True):
            self._owners.append((int(key) + self._next, owner))
        for page in pages:
            page.obj.StructParents = int(page.obj.StructParents) + self._next
            for annotation in page.obj.get("/Annots", ()):
                if "/StructParent" in annotation:
                    annotation.StructParent = int(annotation.StructParent) + self._next
        for top in tree.K if isinstance(tree.K, Array) else [tree.K]:
            if isinstance(top, Dictionary):
                top.S, top.P = Name.Part, self._whole
                self._whole.K.append(top)
        self._next += 1 + max((int(key) for key in held[::2]), default=-1)

    def section(self, title: str) -> Any:
        """A new section of the file, as an exhibit is one."""
        made = self._element("Sect", self._whole)
        made.T = title
        self._whole.K.append(made)
        return made

    def page(self, page: Any, section: Any, parts: Sequence[Part]) -> None:
        """Gives the marked parts of a page, numbered from 0, to a section."""
        owners = Array()
        for number, part in enumerate(parts):
            made = self._element(part.role, section)
            made.Pg, made.K = page.obj, number
            if part.instead:
                made.Alt = part.instead
            section.K.append(made)
            owners.append(made)
        page.obj.StructParents = self._next
        self._owners.append((self._next, owners))
        self._next += 1

    def close(self) -> None:
        """Puts the structure into the file."""
        numbered = Array()
        for key, owner in sorted(self._owners, key=lambda each: each[0]):
            numbered.append(key)
            numbered.append(owner)
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=numbered))
        self._root.ParentTreeNextKey = self._next
        self._pdf.Root.StructTreeRoot = self._root
        self._pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _element(self, role: str, above: Any) -> Any:
        made = Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=above, K=Array())
        return self._pdf.make_indirect(made)
