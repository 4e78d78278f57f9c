"""What the update that signs a PDF changes: the signature's field and its place, or more.

A signature covers a whole file, whatever stood in it. That an approved file was signed, and not
another that begins with it, is seen by laying the file as it was before beside the file as it is:
each object must be the same but where the field had to be told.
"""

import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pikepdf

_FIELD = frozenset(
    {"/Type", "/Subtype", "/FT", "/T", "/TU", "/F", "/Rect", "/P", "/V", "/StructParent"}
)
_FORM = frozenset({"/Type", "/S", "/P", "/Pg", "/K"})
_SIGNED = frozenset(
    {"/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/M", "/Reference"}
)
_ROOTS = ("/Root", "/Info")
_PLACES = ("/XRef", "/ObjStm")
"""Streams that only tell where objects stand; an update has its own."""


def alterations(before: bytes, after: bytes) -> tuple[str, ...]:
    """What else an update changed, in words for a person; empty if it did nothing but sign.

    `before` is the file up to the update, `after` the whole of it with its one signature.
    """
    try:
        with pikepdf.open(io.BytesIO(before)) as old, pikepdf.open(io.BytesIO(after)) as new:
            return tuple(dict.fromkeys(_Update(old, new).alterations()))
    except Exception as error:  # a file from elsewhere may break any assumption
        return (f"something that cannot be compared ({type(error).__name__})",)


class _Update:
    """Two states of a file, and the field that the later one has more."""

    def __init__(self, old: pikepdf.Pdf, new: pikepdf.Pdf) -> None:
        self.old, self.new = old, new
        (self.field,) = list(new.Root.AcroForm.Fields)
        self.told = {old.Root.objgen}
        """The objects where the field is told; each is looked at on its own."""

    def alterations(self) -> Iterator[str]:
        """What the later state has otherwise."""
        if any(_of(self.old.trailer, name) != _of(self.new.trailer, name) for name in _ROOTS):
            yield "the whole document"
        if not self._is_bare():
            yield "a form"
        if not self._is_catalog_kept():
            yield "the catalog of the document"
        if not self._is_page_kept():
            yield "annotations"
        if not self._is_tree_kept():
            yield "the structure of the document"
        for one in self.old.objects:
            if one.objgen not in self.told and not _is_same(one, self.new.get_object(one.objgen)):
                yield "content of the document"

    def _is_bare(self) -> bool:
        """A field without extent or appearance, which holds a signature and does nothing."""
        field = self.field
        return (
            set(self.new.Root.AcroForm.keys()) == {"/Fields", "/SigFlags"}
            and set(field.keys()) <= _FIELD
            and set(field.V.keys()) <= _SIGNED
            and [_of(field, key) for key in ("/FT", "/Subtype")] == ["/Sig", "/Widget"]
            and [int(at) for at in field.Rect] == [0, 0, 0, 0]
        )

    def _is_catalog_kept(self) -> bool:
        """It names the form, the signature that allows no change, and the same metadata."""
        old, new = self.old.Root, self.new.Root
        return (
            _rest(old, "/Metadata") == _rest(new, "/AcroForm", "/Perms", "/Metadata")
            and ("/Perms" not in new or _rest(new.Perms) == [("/DocMDP", _of(self.field, "/V"))])
            and _rest(old.Metadata, "/Length") == _rest(new.Metadata, "/Length")
            and bool(old.Metadata.read_bytes() == new.Metadata.read_bytes())
        )

    def _is_page_kept(self) -> bool:
        """One page lists the field last among its annotations."""
        new = self.field.P
        old = self.old.get_object(new.objgen)
        self.told.add(new.objgen)
        return (
            new.Type == "/Page"
            and _rest(old, "/Annots") == _rest(new, "/Annots")
            and _each(new.Annots) == [*_each(old.get("/Annots", ())), _written(self.field)]
        )

    def _is_tree_kept(self) -> bool:
        """It has one element more, the last, and finds it by the field's number."""
        old, new = self.old.Root.StructTreeRoot, self.new.Root.StructTreeRoot
        (before,), (after,) = old.K, new.K
        form = after.K[-1]
        numbered = (_written(self.field.StructParent), _written(form))
        self.told |= {before.objgen, old.ParentTree.objgen}
        return (
            _of(old, "/ParentTree") == _of(new, "/ParentTree")
            and _each(old.K) == _each(new.K)
            and _rest(before, "/K") == _rest(after, "/K")
            and _each(after.K) == [*_each(before.K), _written(form)]
            and _rest(old.ParentTree, "/Nums") == _rest(new.ParentTree, "/Nums")
            and _each(new.ParentTree.Nums) == [*_each(old.ParentTree.Nums), *numbered]
            and form.S == "/Form"
            and set(form.keys()) <= _FORM
            and _rest(form.K) == [("/Obj", _written(self.field)), ("/Type", "/OBJR")]
        )


def _is_same(old: Any, new: Any) -> bool:
    if not isinstance(old, pikepdf.Stream):
        return bool(old.unparse(resolved=True) == new.unparse(resolved=True))
    if old.get("/Type") in _PLACES:
        return True
    return (
        isinstance(new, pikepdf.Stream)
        and _rest(old) == _rest(new)
        and bool(old.read_raw_bytes() == new.read_raw_bytes())
    )


def _rest(held: Any, *spared: str) -> list[tuple[str, str]]:
    """What a dictionary holds, but for what stands under some keys."""
    return sorted((key, _of(held, key)) for key in held.keys() if key not in spared)  # noqa: SIM118


def _each(values: Iterable[Any]) -> list[str]:
    return [_written(value) for value in values]


def _of(held: Any, key: str) -> str:
    return _written(held[key])


def _written(value: Any) -> str:
    """A value as it stands; what it refers to is left a reference, `227.` is the number 227."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | pikepdf.Object):
        return str(value)
    if isinstance(value, int | Decimal):
        return f"{Decimal(value).normalize():f}"
    if not value.is_indirect and isinstance(value, pikepdf.Array):
        return f"[{' '.join(map(_written, value))}]"
    if not value.is_indirect and isinstance(value, pikepdf.Dictionary):
        return f"<<{' '.join(f'{key} {told}' for key, told in _rest(value))}>>"
    return value.unparse().decode("latin-1")
