"""Segments are found whatever parts them, and however they come."""

import contextlib
import io
import string
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyx12.x12file import X12Reader

from letters.intake.limits import DEFAULT, Limits
from letters.intake.x12.tokens import CutError, cut

from .building import (
    Style,
    adjusted,
    cells,
    claim,
    denied,
    file_of,
    group,
    interchange,
    isa,
    line,
    read_all,
    written,
)

MARKS = "*|^~!'>:;<%@&+?=\\#${}[]_\x1c\x1d\x1e\x1f\x07"
"""Characters that part X12 files somewhere; none stands in the values of these tests."""
STYLES = st.permutations(MARKS).flatmap(
    lambda marks: st.builds(
        Style,
        element=st.just(marks[0]),
        component=st.just(marks[1]),
        repetition=st.just(marks[2]),
        terminator=st.sampled_from([marks[3], "\n", "\r", "\r\n"]),
        between=st.sampled_from(["", "\n", "\r\n", "\n\n", "  \n"]),
    )
)
CLAIM = claim(
    line("J1234", adjusted("50", "60", "", "45", "40"), rest=("", "2")),
    line("J5678", adjusted("2", "20"), paid="80"),
    charge="200",
    paid="80",
    status="1",
)
SMALL = Limits(line_mb=1)


def ids(text: str) -> list[str]:
    return [segment.id for segment in cut([text], DEFAULT)]


@given(STYLES)
@settings(deadline=None, max_examples=200)
def test_any_legal_separators_give_the_same_rows(style):
    """Element, component, repetition and segment separators carry no meaning of their own."""
    plain = cells(file_of(CLAIM))
    assert len(plain) == 1
    assert plain[0]["denial codes"] == "CO-50; CO-45"
    assert cells(file_of(CLAIM, style=style)) == plain


@given(st.lists(st.integers(0, 2500), max_size=30))
@settings(deadline=None)
def test_where_the_text_is_cut_into_pieces_does_not_matter(places):
    """Pieces of any length, some of them empty, give the same segments."""
    text = file_of(CLAIM) + file_of(denied(), style=Style(element="|", terminator="'"))
    ends = [0, *sorted(places), len(text)]
    pieces = [text[begin:end] for begin, end in pairwise(ends)]
    whole = [(s.number, s.elements) for s in cut([text], DEFAULT)]
    assert len(whole) > 40
    assert [(s.number, s.elements) for s in cut(pieces, DEFAULT)] == whole


def test_single_characters_are_pieces_too():
    """Pieces of one character give the same segments."""
    text = file_of(CLAIM, style=Style(between="\r\n"))
    assert [s.elements for s in cut(text, DEFAULT)] == [s.elements for s in cut([text], DEFAULT)]


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_is_cut_or_refused(text):
    """No text makes cutting fail otherwise than by refusing it."""
    for begin in ("", "ISA*", "GS*", "ST*", "ISA" + text[:1]):
        found = []
        with contextlib.suppress(CutError):
            found += [segment.number for segment in cut([begin + text], DEFAULT)]
        assert found == list(range(1, len(found) + 1))


@given(st.binary(max_size=400), st.integers(0, 1200), st.integers(0, 50))
@settings(deadline=None, max_examples=300)
def test_arbitrary_bytes_never_raise(noise, at, lost):
    """A file of any bytes, or with any bytes in it, is read or refused."""
    whole = file_of(CLAIM).encode()
    for content in (noise, whole[:at] + noise + whole[at + lost :]):
        rows, reading = read_all(content)
        assert rows or reading.notices or reading.unused


@pytest.mark.parametrize("style", [Style(), Style(terminator="\n", between=""), Style("|", ">")])
def test_segments_are_those_of_another_reader(style):
    """On files that conform, pyx12 finds the same segments and elements."""
    text = file_of(CLAIM, denied(icn="I2"), style=style)
    theirs = [
        (seg.get_seg_id(), [e.format() for e in seg.elements])
        for seg in X12Reader(io.StringIO(text))
    ]
    ours = [(seg.id, seg.elements[1:]) for seg in cut([text], DEFAULT)]
    assert len(ours) == len(theirs) > 20
    assert ours[1:] == theirs[1:]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("*00*          *00*", "*00**00*"),
        ("*00*          *00*", "*00*           *00*"),
        ("SENDER         ", "SENDER"),
        ("CLINIC         *", "CLINIC         \n*"),
        ("*^*00501", "*U*00401"),
        ("*P*:~", "*P~"),
        ("*P*:~", "*P*~"),
        ("*P*:~", "*P*:~  "),
        ("*P*:~", "*P*:  ~"),
        ("*0*P*:~", "*:~"),
        ("*00*          *00*          *ZZ", "*ZZ"),
        ("*00*          *00*          *ZZ*SENDER         ", "*ZZ*ACME-PA"),
    ],
)
@pytest.mark.parametrize("ended", ["\n", "", "\r\n"])
def test_an_interchange_head_with_wrong_lengths_is_read(old, new, ended):
    """Lost or won blanks, a broken line and missing elements leave the separators to be found."""
    right = file_of(CLAIM, style=Style(between=ended))
    assert old in right
    assert cells(right.replace(old, new, 1)) == cells(right)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: "  \r\n\r\n" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", ""),
        lambda text: text.replace("~\n", "~\n\t  "),
        lambda text: text.replace("~\n", "\n"),
        lambda text: text.replace("~\n", "\r\n"),
        lambda text: text.replace("~\n", "\r\n", 5).replace("~\n", "\n"),
        lambda text: text.rstrip("~\n"),
        lambda text: text + "\n\x1a\n",
        lambda text: "From: payer\nSubject: remittance\n\n" + text,
        lambda text: text[text.index("GS*") :],
        lambda text: text[text.index("ST*") :],
        lambda text: text[text.index("ST*") : text.index("GE*")].replace("~\n", "\n"),
        lambda text: text[: text.index("IEA*")],
        lambda text: text[: text.index("GE*")],
        lambda text: text[: text.index("SE*")],
        lambda text: text.lower().replace("hc:j1234", "HC:J1234"),
        lambda text: "\n".join(
            text.replace("\n", "")[at : at + 80] for at in range(0, len(text.replace("\n", "")), 80)
        ),
    ],
)
def test_a_file_as_it_really_comes_gives_the_same_lines(change):
    """Marks, blanks, line ends, missing and lower-case parts of the envelope change no line."""
    right = file_of(CLAIM)
    kept = ("procedure", "charged", "paid", "line units", "denial codes", "denial date")
    found = [{heading: row[heading] for heading in kept} for row in cells(change(right))]
    assert found == [{heading: row[heading] for heading in kept} for row in cells(right)]
    assert found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_each_encoding_is_told_from_the_bytes(encoding):
    """Unicode is read as such, and what is not UTF-8 as Latin-1."""
    text = file_of(denied(patient=("NÚÑEZ", "ZOË", "M1")))
    assert cells(text.encode(encoding))[0]["patient name"] == "ZOË NÚÑEZ"


def test_a_letter_beyond_the_first_piece_decides_the_encoding():
    """A file is Latin-1 although only its last name shows it."""
    many = [denied(account=f"A{n}", icn=f"I{n}") for n in range(3000)]
    text = file_of(*many, denied(account="Z", icn="Z", patient=("NÚÑEZ", "ZOË", "M1")))
    assert len(text) > 1 << 17
    assert cells(text.encode("latin-1"))[-1]["patient name"] == "ZOË NÚÑEZ"


def test_each_interchange_has_its_own_separators():
    """Files that were put one behind the other are read with the separators of each."""
    styles = [Style(), Style("|", ">", "!", "'", ""), Style("^", "*", "~", "\n", "")]
    text = "".join(
        file_of(denied(account=f"A{at}", icn=f"I{at}"), style=style)
        for at, style in enumerate(styles)
    )
    assert [row["patient account"] for row in cells(text)] == ["A0", "A1", "A2"]
    assert {row["procedure"] for row in cells(text)} == {"J1234"}


def test_an_interchange_without_its_last_terminator_ends_before_the_next():
    """The next interchange is seen although the last segment before it was not ended."""
    first = file_of(denied(account="A0", icn="I0")).rstrip("~\n")
    second = file_of(denied(account="A1", icn="I1"), style=Style("|", ">", "!", "'"))
    assert [row["patient account"] for row in cells(first + "\n" + second)] == ["A0", "A1"]


def test_composites_parted_otherwise_than_announced_are_read():
    """A file whose envelope was rewritten keeps the old separators inside."""
    text = file_of(CLAIM).replace("HC:J", "HC>J")
    assert cells(text) == cells(file_of(CLAIM))


def test_numbers_count_the_segments_of_the_whole_file():
    """The place of a segment is counted over all interchanges, empty ones left out."""
    text = file_of(denied()) + "\n~~\n" + file_of(denied(account="B", icn="J"))
    rows, _ = read_all(text)
    where = ids(text)
    for row in rows:
        assert row.read.part is not None
        assert where[int(row.read.part.removeprefix("segment ")) - 1] == "SVC"
    assert len({row.read.part for row in rows}) == 2


def test_an_endless_segment_is_refused():
    """A segment beyond the limit refuses the rest of the file, and the claims before it stand."""
    text = file_of(denied()).replace("GE*", "NTE*" + "X" * 1_100_000 + "*")
    rows, reading = read_all(text, limits=SMALL)
    assert len(rows) == 1
    error = next(notice for notice in reading.notices if notice.severity == "error")
    assert "line_mb" in error.rule
    assert "line_mb" in error.action
    assert error.part is not None


def test_a_file_without_any_terminator_is_refused():
    """One endless line is refused and listed, however long it is."""
    text = "ISA*" + "0123456789" * 200_000
    rows, reading = read_all(text, limits=SMALL)
    assert rows == []
    assert [notice.severity for notice in reading.notices] == ["error"]
    assert [unused.kind for unused in reading.unused] == ["file"]


@pytest.mark.parametrize("text", ["", "hello", "ISA", "UNB+UNOA", string.printable])
def test_what_begins_with_no_segment_is_refused(text):
    """A file that is no X12 file is refused with what would be one."""
    rows, reading = read_all(text)
    assert rows == []
    assert "ISA, GS and ST" in reading.notices[0].rule


def test_a_segment_of_a_hundred_thousand_elements_is_read():
    """More elements than any segment has are not parsed one by one."""
    text = file_of(denied()).replace("LX*1", "LX" + "*" * 100_000)
    assert len(cells(text)) == 1


def test_a_head_alone_is_no_transaction():
    """An empty interchange is listed as such."""
    rows, reading = read_all(written([isa(), ("IEA", "0", "000000001")]))
    assert rows == []
    assert [unused.why for unused in reading.unused] == ["it holds no transaction"]


def test_a_transaction_without_claims_is_listed():
    """A remittance that tells nothing is listed, too."""
    empty = interchange(group("HP", [("ST", "835", "1"), ("SE", "2", "1")]))
    rows, reading = read_all(empty)
    assert rows == []
    assert [unused.why for unused in reading.unused] == ["it tells of no claim"]
