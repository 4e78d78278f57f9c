"""The worklist as text, CSV and page, and the rows that are kept for it."""

import csv
import datetime as dt
import io
from html.parser import HTMLParser

import pytest

from letters import worklist
from letters.dossier import State
from letters.pipeline import Finished
from letters.worklist import Row

DAY = dt.date(2026, 11, 19)
DONE = Finished(
    case_id="c-1",
    label="=cmd|' /C calc'!A0 & <b>Nägeli</b>",
    drug="moonwort",
    result="supported",
    document="first-level appeal",
    file="c-1/letter.pdf",
    state=State.DRAFT,
    next_action="Clinician reviews and approves",
)
OPEN = DONE.model_copy(
    update={
        "case_id": "c-2",
        "label": "B, 2",
        "result": "undetermined",
        "document": "gap sheet",
        "file": "c-2/gaps.pdf",
        "state": None,
    }
)
FAILED = DONE.model_copy(
    update={
        "case_id": "c-3",
        "label": "C",
        "result": "failed",
        "document": "none",
        "file": None,
        "state": None,
        "error": "It <cannot> be made.",
        "exit_code": 5,
    }
)
ALL = (DONE, OPEN, FAILED)


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.text, self.tags, self.sources = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]
        self.sources += [value for name, value in attrs if name in ("src", "action")]

    def handle_data(self, data):
        self.text.append(data)


def test_the_table_is_aligned():
    """In the terminal each column begins at one place and no line ends in blanks."""
    lines = worklist.as_text(ALL).splitlines()
    starts = {line.index("moonwort") for line in lines[2:] if "moonwort" in line}
    assert starts == {lines[0].index("drug")}
    assert sum("moonwort" in line for line in lines) == 3
    assert all(line == line.rstrip() for line in lines)


def test_the_table_fits_the_terminal():
    """No line is longer than 100 characters, and nothing of a long cell is lost."""
    long = DONE.model_copy(update={"next_action": "word " * 60, "drug": "moonwort, " * 9})
    lines = worklist.as_text((*ALL, long)).splitlines()
    assert max(map(len, lines)) <= 100
    assert sum(line.count("word") for line in lines) == 60
    assert sum(line.count("moonwort") for line in lines) == 12
    assert "letter.pdf" not in "".join(lines)


def test_no_case_is_a_table_without_rows():
    """A run without cases has the headings alone, and a page all the same."""
    assert len(worklist.as_text(()).splitlines()) == 2
    assert "<h1>Worklist</h1>" in worklist.as_html(())


def test_the_csv_reads_back():
    """Labels with commas and quotes come back as they were; a blank file is blank."""
    rows = list(csv.DictReader(io.StringIO(worklist.as_csv(ALL))))
    assert [row["id"] for row in rows] == ["c-1", "c-2", "c-3"]
    assert rows[1]["case"] == "B, 2"
    assert rows[2]["file"] == ""


def test_a_spreadsheet_takes_no_cell_for_a_formula():
    """A label that begins like a formula is text when the worklist is opened in a spreadsheet."""
    row = next(csv.DictReader(io.StringIO(worklist.as_csv(ALL))))
    assert row["case"].lstrip("'").startswith("=cmd")
    assert row["case"][0] not in "=+-@\t\r"


def test_the_page_escapes_and_links():
    """Labels and errors are text in the page, links lead to the documents, and it loads nothing."""
    page = Page()
    page.feed(worklist.as_html(ALL))
    assert page.links == ["c-1/letter.pdf", "c-2/gaps.pdf"]
    assert page.sources == []
    assert not {"script", "img", "link", "iframe", "b", "cannot"} & set(page.tags)
    text = " ".join(page.text)
    assert DONE.label in text
    assert FAILED.error in text


def test_the_page_counts():
    """The page says how many letters, open questions, unsupported and failed cases there are."""
    counts = (
        "3 cases: 1 letters, 1 with open questions, 0 not supported, 0 not for a letter, "
        "1 failed, 0 refused"
    )
    assert counts in worklist.as_html(ALL)


def rows(*finished, exports="e"):
    return [Row(exports=exports, place=place, done=done) for place, done in enumerate(finished)]


def keep(out, *finished, exports="e"):
    for row in rows(*finished, exports=exports):
        worklist.keep(out, row)


def ids(out):
    return [row.done.case_id for row in worklist.kept(out)]


def test_the_most_urgent_come_first(tmp_path):
    """The worklist is sorted by days left; those without a date keep their order at the end."""
    late = DONE.model_copy(update={"case_id": "c-8", "days_left": -3, "act_by": DAY, "due": DAY})
    soon = DONE.model_copy(update={"case_id": "c-9", "days_left": 4, "act_by": DAY, "due": DAY})
    keep(tmp_path, *ALL, soon, late)
    worklist.save(tmp_path)
    with (tmp_path / "worklist.csv").open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    assert [row["id"] for row in told] == ["c-8", "c-9", "c-1", "c-2", "c-3"]
    assert [row["days left"] for row in told] == ["-3", "4", "", "", ""]


def test_what_is_past_is_said_in_words():
    """A past day is told in words on the page and in the terminal, not by a color."""
    late = DONE.model_copy(update={"days_left": -3, "act_by": DAY, "due": DAY})
    assert "<strong>PAST</strong> (3 days ago)" in worklist.as_html((late,))
    assert "PAST" in worklist.as_text((late,))


def test_saving_again_replaces(tmp_path):
    """A row kept again takes the place of the one before, with no part left over."""
    keep(tmp_path, DONE)
    worklist.save(tmp_path)
    keep(tmp_path, DONE.model_copy(update={"next_action": "Rest"}))
    worklist.save(tmp_path)
    for name in ("worklist.csv", "worklist.html"):
        assert "Rest" in (tmp_path / name).read_text(encoding="utf-8-sig")
        assert DONE.next_action not in (tmp_path / name).read_text(encoding="utf-8-sig")
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        *("c-1.json", "worklist", "worklist.csv", "worklist.html")
    ]


def test_what_is_kept_is_for_its_owner_only(tmp_path):
    keep(tmp_path / "out", DONE)
    worklist.save(tmp_path / "out")
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "out").rglob("*"))


def test_the_page_links_the_review_sheet():
    """A letter's review sheet is linked beside the letter."""
    page = Page()
    page.feed(worklist.as_html((DONE.model_copy(update={"review": "c-1/review.pdf"}),)))
    assert page.links == ["c-1/letter.pdf", "c-1/review.pdf"]


def test_an_earlier_worklist_reads_back(tmp_path):
    """Every row that was kept is found again, in the order of its run, whoever was first."""
    for row in reversed(rows(*ALL)):
        worklist.keep(tmp_path, row)
    assert worklist.kept(tmp_path) == rows(*ALL)


@pytest.mark.parametrize("text", ["", "x", "[]\n", '{"case_id": "c-9"}\n'])
def test_a_row_that_does_not_read_is_not_kept(tmp_path, text):
    """Nothing is taken from a file that is not ours; the other rows are there."""
    keep(tmp_path, *ALL)
    (tmp_path / "worklist" / "c-2.json").write_text(text)
    assert ids(tmp_path) == ["c-1", "c-3"]
    assert worklist.row_of(tmp_path, "c-2") is None


def test_cases_that_their_exports_no_longer_tell_of_are_retired(tmp_path):
    """Those of other exports stay: a run of something else loses nothing."""
    keep(tmp_path, *ALL)
    keep(tmp_path, DONE.model_copy(update={"case_id": "c-9"}), exports="other")
    worklist.retire(tmp_path, "e", {"c-3", "c-1"})
    assert ids(tmp_path) == ["c-1", "c-3", "c-9"]


def test_no_row_is_no_worklist_yet(tmp_path):
    assert worklist.kept(tmp_path / "none") == []
    worklist.save(tmp_path / "none")
    assert "0 cases" in (tmp_path / "none" / "worklist.html").read_text()


SENT = DONE.model_copy(
    update={"case_id": "c-4", "state": State.SENT, "changed": ("input: evidence", "citations")}
)


def test_each_letter_has_its_state():
    """In the file and on the page; what came to no letter has none."""
    rows = list(csv.DictReader(io.StringIO(worklist.as_csv((*ALL, SENT)))))
    assert [row["state"] for row in rows] == ["draft", "", "", "sent"]
    page = worklist.as_html((*ALL, SENT))
    assert '<th scope="col">State</th>' in page
    assert "<td>sent</td>" in page
    assert page.count("<td>draft</td>") == 1


def test_the_terminal_tells_states_once_there_is_more_than_drafts():
    """A first run has the room for what is to be done; later the state is what is looked for."""
    assert "state" not in worklist.as_text(ALL).splitlines()[0]
    lines = worklist.as_text((*ALL, SENT)).splitlines()
    assert lines[0].index("document") < lines[0].index("state") < lines[0].index("next action")
    assert max(map(len, lines)) <= 100
    at = lines[0].index("state")
    assert any(line[at:].startswith("sent ") for line in lines)


def test_state_and_changes_read_back(tmp_path):
    keep(tmp_path, SENT, *ALL)
    assert worklist.kept(tmp_path)[0].done == SENT
