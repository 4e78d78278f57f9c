"""The reasons of one decision, read from a file of their own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.case.provenance import Exhibit
from letters.errors import InputError
from letters.intake import read_reasons, write_workbook


@pytest.fixture
def reasons_of(tmp_path, vocabulary):
    def read(content, name="why.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_reasons(path, vocabulary, **options)

    return read


def quotes(points):
    return [point.quote for point in points]


def test_a_text_file_gives_one_reason_a_line_in_its_own_words(reasons_of):
    points, notices = reasons_of('Too dim, and "not" shown.\n\n  Too dear; no trial.\n', "why.txt")
    assert quotes(points) == ['Too dim, and "not" shown.', "Too dear; no trial."]
    assert [point.read.row for point in points] == [1, 3]
    assert not notices


def test_a_table_gives_reason_and_page(reasons_of):
    notice = Exhibit(file="first-level-appeal-decision.pdf", page=1)
    content = "point,about,page\nNo dose is recorded.,too-bright,2\nThe price.,,\n"
    points, notices = reasons_of(content, notice=notice)
    assert [(p.quote, p.about, p.exhibit.page) for p in points] == [
        ("No dose is recorded.", "too-bright", 2),
        ("The price.", None, 1),
    ]
    assert not notices


def test_a_table_without_the_heading_is_refused_with_the_heading_named(reasons_of):
    with pytest.raises(InputError, match="heading 'point'"):
        reasons_of("reason,page\nNo dose is recorded.,2\n")


def test_what_the_file_has_to_look_like_is_shown_by_an_example_that_can_be_read(
    reasons_of, vocabulary
):
    """The two lines at the end of the message are a file that would have been taken."""
    with pytest.raises(InputError) as error:
        reasons_of("reason,page\nZaubernuss,2\n")
    told = str(error.value)
    assert "no row of the file has the heading 'point'. Give a text file" in told
    assert "Zaubernuss" not in told
    example = told.splitlines()[-2:]
    assert [line[:2] for line in example] == ["  ", "  "]
    notice = Exhibit(file="decision.pdf")
    (point,), notices = reasons_of("\n".join(line.strip() for line in example), notice=notice)
    assert point.about in {reason.id for reason in vocabulary.denial_reasons}
    assert (point.exhibit.page, notices) == (2, ())


def test_an_unknown_reason_of_denial_is_remarked_on_and_the_words_stay(reasons_of):
    points, notices = reasons_of("point,about\nNo dose is recorded.,Zaubernuss\n")
    assert [(p.quote, p.about) for p in points] == [("No dose is recorded.", None)]
    assert [notice.column for notice in notices] == ["about"]
    assert "Zaubernuss" not in "".join(notice.model_dump_json() for notice in notices)


def test_a_reason_that_stands_twice_is_one(reasons_of):
    points, _ = reasons_of("Too dim.\nToo dim.\n", "why.txt")
    assert quotes(points) == ["Too dim."]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\n \n", b"%PDF-1.7\n%\xe2\xe3", b"\x00\x01\x02" * 40, b"\xfe\xff\x00"),
        b"a\xbf\xef",  # no encoding makes words of it
    ],
)
def test_a_file_without_reasons_is_refused_and_its_content_never_told(reasons_of, content):
    with pytest.raises(InputError, match="no reason could be read"):
        reasons_of(content, "why.txt")


def test_the_points_sheet_of_a_workbook_is_read_too(tmp_path, vocabulary):
    path = tmp_path / "why.xlsx"
    write_workbook(path, vocabulary, {"points": [{"case": "A-1", "point": "Too dim."}]})
    points, _ = read_reasons(path, vocabulary)
    assert quotes(points) == ["Too dim."]


LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
)


@settings(max_examples=60)
@given(lines=st.lists(LINE.map(lambda line: " ".join(line.split())), max_size=6))
def test_every_line_of_any_text_comes_back_or_the_file_is_refused(
    lines, tmp_path_factory, vocabulary
):
    path = tmp_path_factory.mktemp("reasons") / "why.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    wanted = list(dict.fromkeys(line for line in lines if line))
    try:
        points, notices = read_reasons(path, vocabulary)
    except InputError:
        return
    assert not notices
    assert {line for line in wanted if line.isascii()} <= set(quotes(points))
    assert len(points) <= len(wanted)
