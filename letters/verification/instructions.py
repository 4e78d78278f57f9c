"""What a content stream does with text: its instructions, each with the operand that counts.

A stream as this program writes it, without a literal string, comment or picture, is cut up at once
by one expression, which takes a tenth of the time. The expression matches whole instructions only:
where anything stands that it does not know, qpdf reads the stream from its beginning.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf

_OPERATORS = "BDC BMC EMC Tf TJ Tj ' \" BT Do"
_HEX = re.compile(rb"<([0-9a-fA-F]*)>")


class Instruction(NamedTuple):
    """One operator with its operand.

    That is of TJ, as which all come that show text, the codes of the glyphs without the moves
    between them; of Tf and Do a name; of BDC the properties.
    """

    operator: str
    operand: Any = None


def instructions(stream: Any) -> list[Instruction]:
    """The instructions of a page or a form that show text, or say what it is.

    Raises:
        pikepdf.PdfError: the stream cannot be read.
    """
    written = _whole(stream)
    quick = None if written is None else quickly(written)
    return list(carefully(stream)) if quick is None else quick


def _whole(stream: Any) -> bytes | None:
    """The content in one piece, None where it is in several, or cannot be unpacked."""
    content = stream.obj.get("/Contents") if isinstance(stream, pikepdf.Page) else stream
    if not isinstance(content, pikepdf.Stream):
        return None
    try:
        return content.read_bytes()
    except pikepdf.PdfError:
        return None


def carefully(stream: Any) -> Iterator[Instruction]:
    """The instructions as qpdf reads them."""
    told: Any = pikepdf.parse_content_stream(stream, _OPERATORS)
    for operands, operator in told:
        match str(operator):
            case "TJ" | "Tj" | "'" | '"':
                yield Instruction("TJ", _codes(operands[-1]))
            case "BDC":
                yield Instruction("BDC", operands[1])
            case "Tf" | "Do" as name:
                yield Instruction(name, str(operands[0]))
            case other:
                yield Instruction(other)


def _codes(shown: Any) -> bytes:
    if isinstance(shown, pikepdf.String):
        return bytes(shown)
    written = shown.unparse()
    if b"(" not in written:
        # All strings are in hexadecimal: reading them at once costs a third of one by one.
        return _of_digits(written)
    return b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))


def _of_digits(array: bytes) -> bytes:
    return bytes.fromhex(b"".join(_HEX.findall(array)).decode())


_BLANK = rb"[ \t\r\n\f]"
_NAME = rb"/[\w.+-]++"
_NUMBER = rb"[-+]?(?:\d++\.?\d*+|\.\d++)"
_GLYPH = rb"<[0-9a-fA-F]{4}>\d*+(?=[<\]])"
"""As most glyphs are written, with the move behind it: met many times in a row."""
_MOVE = rb"%b(?=[ \t\r\n\f<\]])" % _NUMBER
_OTHERS = (
    b"[bBcdfFgGhijJkKlmMnqQsSvwWy]",
    *(b"re", b"rg", b"RG", b"cm", b"gs", b"ri", b"CS", b"cs", b"SCN", b"SC", b"scn", b"sc", b"sh"),
    *(b"Tc", b"Tw", b"Tz", b"TL", b"Tr", b"Ts", b"Td", b"TD", b"Tm", rb"T\*", b"ET", b"BX", b"EX"),
    rb"[bBfW]\*",
)
_OTHER = (
    rb"(?:[-+.\d \t\r\n\f]*+(?:%(name)b(?=%(blank)b)[-+.\d \t\r\n\f]*+"
    rb"|\[[-+.\d \t\r\n\f]*+\][-+.\d \t\r\n\f]*+)*+(?:%(others)b)(?:%(blank)b|\Z))*+"
) % {b"blank": _BLANK, b"name": _NAME, b"others": b"|".join(_OTHERS)}
"""Any number of instructions that show no text, each with operands that can be its own."""
_KNOWN = (
    rb"(?P<TJ>\[(?:(?:%(glyph)b)++|<(?:[0-9a-fA-F]{2})*+>|%(blank)b|%(move)b)*+\]%(blank)b*+TJ)"
    rb"|(?P<BDC>%(name)b%(blank)b*+<<%(blank)b*+"
    rb"(?:/MCID%(blank)b++(\d{1,9})%(blank)b*+"
    rb"|(?:(?!/MCID\b)%(name)b%(blank)b*+"
    rb"(?:%(name)b|(?<=%(blank)b)%(number)b(?![\w.+-]))%(blank)b*+)*+)>>%(blank)b*+BDC)"
    rb"|(?P<EMC>EMC)|(?P<BT>BT)|(?P<BMC>%(name)b%(blank)b++BMC)"
    rb"|(?P<Tf>(%(name)b)%(blank)b++%(number)b%(blank)b++Tf)"
    rb"|(?P<Do>(%(name)b)%(blank)b++Do)"
) % {b"blank": _BLANK, b"number": _NUMBER, b"name": _NAME, b"move": _MOVE, b"glyph": _GLYPH}
_NEXT = re.compile(
    rb"%b%b*+(?:(?:%b)(?:%b|\Z)|\Z)|(?P<unknown>.)" % (_OTHER, _BLANK, _KNOWN, _BLANK), re.DOTALL
)
_BARE = {name: Instruction(name) for name in ("EMC", "BT", "BMC")}


def quickly(written: bytes) -> list[Instruction] | None:
    """The same of the bytes of a stream, None where it holds anything that is not known here."""
    found: list[Instruction] = []
    for told in _NEXT.finditer(written):
        operator = told.lastgroup
        if operator is None:
            break
        if operator == "unknown":
            return None
        if (bare := _BARE.get(operator)) is not None:
            found.append(bare)
        elif operator == "TJ":
            found.append(Instruction("TJ", _of_digits(told["TJ"])))
        elif operator == "BDC":
            mark = told[(told.lastindex or 0) + 1]
            found.append(Instruction("BDC", {} if mark is None else {"/MCID": int(mark)}))
        else:
            found.append(Instruction(operator, told[(told.lastindex or 0) + 1].decode()))
    return found
