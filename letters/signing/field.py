"""The field of a signature in a tagged PDF: invisible, on its last page, told by the tree.

ISO 14289-1, 7.18.4 wants the field's widget in a Form element of the structure tree, 7.18.1 a name
for it; ISO 19005-3, 6.3.2 and 6.3.3 want it to print, and of a field without extent no appearance.
Why invisible: the font of pyHanko's stamps is not embedded, which PDF/A-3 forbids.
"""

from typing import Any

from letters.errors import InputError

NAME = "Signature"


class UntaggedError(InputError):
    """A PDF is not one that this program wrote."""


def specification(reads: str) -> Any:
    """What pyHanko is to know of the field; `reads` is what a screen reader says of it."""
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec

    return SigFieldSpec(
        NAME,
        on_page=-1,
        readable_field_name=reads,
        invis_sig_settings=InvisSigSettings(set_print_flag=True, set_hidden_flag=False),
    )


def tag(writer: Any, field: Any) -> None:
    """Puts a field that was just added into the structure tree, as the last of the document.

    Raises:
        UntaggedError: if the PDF has no structure tree of the form that this program writes.
    """
    from pyhanko.pdf_utils import generic as untyped

    generic: Any = untyped
    name = generic.NameObject
    try:
        tree = writer.root["/StructTreeRoot"]
        top, numbers = tree["/K"].raw_get(0), tree["/ParentTree"]["/Nums"]
        kids = top.get_object()["/K"]
        last = int(numbers[-2])
    except (KeyError, ValueError, TypeError, IndexError):
        raise UntaggedError(
            "The PDF has no structure tree as this program writes it. Sign the letter.pdf that "
            "`letters approve` made."
        ) from None
    widget = field.get_object()
    form = writer.add_object(
        generic.DictionaryObject(
            {
                name("/Type"): name("/StructElem"),
                name("/S"): name("/Form"),
                name("/P"): top,
                name("/Pg"): widget.raw_get("/P"),
                name("/K"): generic.DictionaryObject(
                    {name("/Type"): name("/OBJR"), name("/Obj"): field}
                ),
            }
        )
    )
    widget[name("/StructParent")] = generic.NumberObject(last + 1)
    kids.append(form)
    numbers.extend((generic.NumberObject(last + 1), form))
    writer.update_container(kids)
    writer.update_container(numbers)
