"""The structure tree of a finished PDF, read from its bytes with pikepdf alone."""

import io
import re
from collections.abc import Iterator
from functools import cached_property

import pikepdf


class Node:
    """An element of the tree: what it is, what is under it, its attributes."""

    def __init__(self, element: pikepdf.Dictionary, page: int | None, within: "Node | None"):
        self.element = element
        self.kind = str(element.S)[1:]
        self.within = within
        self.kids: list[Node] = []
        self.marks: list[tuple[int, int]] = []
        self.objects: list[pikepdf.Dictionary] = []
        self.page = page

    @property
    def attributes(self) -> dict[str, str]:
        return {key: str(value) for key, value in self.element.get("/A", {}).items()}

    def all(self, *kinds: str) -> "list[Node]":
        """Elements below, of these kinds, in reading order."""
        return [one for one in self.walk() if one is not self and one.kind in kinds]

    def walk(self) -> "Iterator[Node]":
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def has_above(self, *kinds: str) -> bool:
        above = self.within
        return above is not None and (above.kind in kinds or above.has_above(*kinds))


class Tree:
    """A PDF, its pages' marked text and its structure."""

    def __init__(self, made: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(made))
        self._number = {page.obj.objgen: place for place, page in enumerate(self.pdf.pages)}

    @cached_property
    def root(self) -> Node:
        (document,) = self.pdf.Root.StructTreeRoot.K
        return self._node(document, None, None)

    def text(self, node: Node, without: tuple[str, ...] = ()) -> str:
        """The text under an element in reading order."""
        if node.kind in without:
            return ""
        kids = iter(node.kids)
        told = []
        for item in _items(node.element):
            if isinstance(item, int):
                told.append(self.marked[node.page][item])
            elif item.get("/Type") != "/OBJR":
                told.append(self.text(next(kids), without))
        return "".join(told)

    @cached_property
    def marked(self) -> list[dict[int, str]]:
        """For each page the text of its marks by their number."""
        return [{mark: text for mark, _, text in runs if mark is not None} for runs in self.runs]

    @cached_property
    def runs(self) -> list[list[tuple[int | None, pikepdf.Dictionary | None, str]]]:
        """For each page what is marked: number or None, properties of an artifact, text."""
        return [list(_runs(page)) for page in self.pdf.pages]

    def _node(self, element: pikepdf.Dictionary, page: int | None, within: Node | None) -> Node:
        if "/Pg" in element:
            page = self._number[element.Pg.objgen]
        node = Node(element, page, within)
        for item in _items(element):
            if isinstance(item, int):
                assert page is not None
                node.marks.append((page, item))
            elif item.get("/Type") == "/OBJR":
                node.objects.append(item.Obj)
            else:
                assert item.P.objgen == element.objgen
                node.kids.append(self._node(item, page, node))
        return node


def _items(element: pikepdf.Dictionary) -> list[pikepdf.Dictionary | int]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _runs(page: pikepdf.Page) -> Iterator[tuple[int | None, pikepdf.Dictionary | None, str]]:
    fonts = {name: _glyphs(font) for name, font in page.Resources.get("/Font", {}).items()}
    open_marks: list[tuple[int | None, pikepdf.Dictionary | None, list[str]]] = []
    font: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                listed = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
                number = listed.get("/MCID")
                artifact = listed if operands[0] == "/Artifact" else None
                assert (number is None) == (artifact is not None)
                open_marks.append((number, artifact, []))
            case "EMC":
                number, artifact, told = open_marks.pop()
                yield number, artifact, "".join(told)
            case "Tf":
                font = fonts[str(operands[0])]
            case "TJ" | "Tj":
                shown = operands[0] if str(operator) == "TJ" else [operands[0]]
                for part in shown:
                    if isinstance(part, pikepdf.String):
                        assert open_marks, "text outside of any mark"
                        codes = bytes(part)
                        pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
                        open_marks[-1][2].append("".join(font[pair] for pair in pairs))
    assert not open_marks


def _glyphs(font: pikepdf.Dictionary) -> dict[bytes, str]:
    lines = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<([0-9a-f]{4})> <([0-9a-f]+)>$", lines, re.M)
    return {bytes.fromhex(code): bytes.fromhex(to).decode("utf-16-be") for code, to in pairs}
