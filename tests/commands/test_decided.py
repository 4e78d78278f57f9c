"""`letters decided`, and `letters outcomes` of what it records."""

import csv
import datetime as dt

import imaginary
import pytest
from dossier import approved

from commands.conftest import NAME, run, told
from letters import worklist
from letters.commands import common
from letters.dossier import Dossier, Sent, State, check, hashes
from letters.dossier.decisions import recorded
from letters.dossier.marks import path_of

NOW = dt.datetime(2026, 12, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
LINE = ("--upheld", "--on", "2026-12-14", "--by", "Pat")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(common, "now", lambda: NOW)


def sent(export, tmp_path, label) -> Dossier:
    run("write", export.folder, "--out", tmp_path / "out", "--case", label)
    dossier = Dossier(tmp_path / "out" / imaginary.case(label).id)
    files = {"letter.pdf": b"%PDF final"}
    basis = {"files": hashes(files), "fingerprint": dossier.log().drafted.fingerprint}
    dossier.record(approved().model_copy(update=basis), files)
    dossier.append(Sent(at=NOW, by="Pat", on=dt.date(2026, 11, 25), via="fax"))
    return dossier


@pytest.fixture
def appealed(export, tmp_path) -> Dossier:
    """A case whose first-level appeal was sent on November 25."""
    return sent(export, tmp_path, "IM-2")


def decide(dossier, *options, label="IM-2"):
    return run("decided", label, "--out", dossier.folder.parent, *(options or LINE))


def refusal(result) -> str:
    assert result.exception.exit_code == 2
    return str(result.exception)


def test_a_decision_is_logged_with_what_outcomes_count(appealed):
    result = decide(appealed)
    assert result.exit_code == 0, result.output
    event = appealed.log().events[-1]
    assert (event.result, event.level.value) == ("upheld", "first-level appeal")
    assert (event.on, event.payer) == (dt.date(2026, 12, 14), "Harbor Mutual Plan")
    assert event.drugs == ("stardew",)
    assert "no-need" in event.reasons
    assert appealed.log().state is State.DECIDED
    assert check(appealed.folder) == ()


def test_the_reasons_stand_in_their_own_words_with_the_day_on_which_the_appeal_went_out(
    appealed, tmp_path
):
    why = tmp_path / "why.csv"
    why.write_text(
        "point,about\nToo bright a light.,glare\nNo dew was tried.,dews not tried first\n"
    )
    result = decide(appealed, *LINE, "--reasons", why, "--reviewer", "family medicine")
    (one,) = recorded(appealed.folder)
    assert [(point.quote, point.about) for point in one.decision.points] == [
        ("Too bright a light.", None),
        ("No dew was tried.", "dews-first"),
    ]
    assert one.decision.filed_on == dt.date(2026, 11, 25)
    assert one.decision.reviewer == "family medicine"
    assert "warning: The row was used without this cell (why.csv, row 2" in result.stderr
    assert "run this again" in result.stdout


def test_the_notice_is_kept_under_a_name_that_tells_no_patient(appealed, tmp_path):
    notice = tmp_path / f"{NAME}.PDF"
    notice.write_bytes(b"%PDF-1.7\n")
    decide(appealed, *LINE, "--notice", notice)
    (kept,) = (appealed.folder / "enclosed").iterdir()
    assert (kept.name, kept.read_bytes()) == ("first-level-appeal-decision.pdf", b"%PDF-1.7\n")
    assert NAME not in (appealed.folder / "log.jsonl").read_text()
    kept.write_bytes(b"%PDF-1.8\n")
    assert [fault.file for fault in check(appealed.folder)] == [f"enclosed/{kept.name}"]


def test_a_correction_replaces_what_was_recorded_and_the_log_keeps_both(appealed):
    decide(appealed)
    decide(appealed, "--partly", "--on", "2026-12-15", "--by", "Pat")
    (one,) = recorded(appealed.folder)
    assert one.decision.on == dt.date(2026, 12, 15)
    results = [event.result for event in appealed.log().events if event.kind == "decided"]
    assert results == ["upheld", "partly"]
    total = told(run("outcomes", "--out", appealed.folder.parent, "--json"))["total"]
    assert (total["partly"], total["decided"]) == (1, 1)


def test_a_correction_keeps_what_is_not_told_again(appealed, tmp_path):
    notice, why = tmp_path / "notice.pdf", tmp_path / "why.csv"
    notice.write_bytes(b"%PDF-1.7\n")
    why.write_text("point,about,page\nNo dew was tried.,dews not tried first,2\n")
    told = ("--reference", "R-9", "--received", "2026-12-16", "--last-day", "2027-02-01")
    decide(appealed, *LINE, "--notice", notice, "--reasons", why, *told)
    (before,) = recorded(appealed.folder)
    result = decide(appealed, "--partly", "--on", "2026-12-15", "--by", "Pat")
    assert "kept from the record" in result.stderr
    (after,) = recorded(appealed.folder)
    assert after.decision.points == before.decision.points
    assert after.decision.exhibit == before.decision.exhibit is not None
    assert (after.decision.reference, after.last_day) == ("R-9", dt.date(2027, 2, 1))
    assert after.received_on == dt.date(2026, 12, 16)
    assert after.notice.on == dt.date(2026, 12, 15)
    assert check(appealed.folder) == ()


def test_points_recorded_before_are_shown_by_the_notice_that_a_correction_gives(appealed, tmp_path):
    why, notice = tmp_path / "why.csv", tmp_path / "notice.png"
    why.write_text("point,about\nNo dew was tried.,dews not tried first\n")
    decide(appealed, *LINE, "--reasons", why)
    notice.write_bytes(b"\x89PNG\r\n\x1a\n")
    decide(appealed, *LINE, "--notice", notice)
    (one,) = recorded(appealed.folder)
    shown = [point.exhibit.file for point in one.decision.points]
    assert shown == ["first-level-appeal-decision.png"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (f"denial.{NAME}", b"%PDF-1.7\n"),
        ("why.txt", b"words"),
        ("notice.pdf", b"words"),
        ("notice.png", b"%PDF-1.7\n"),
        ("notice.pdf", b"%PDF-1.7\n" + bytes(50_000_001)),
    ],
)
def test_a_notice_that_cannot_be_enclosed_is_refused_and_nothing_is_recorded(
    appealed, tmp_path, name, content
):
    first = tmp_path / "first.pdf"
    first.write_bytes(b"%PDF-1.7\nfirst")
    decide(appealed, *LINE, "--notice", first)
    before, was = appealed.log(), recorded(appealed.folder)
    notice = tmp_path / name
    notice.write_bytes(content)
    result = decide(appealed, *LINE, "--notice", notice)
    assert (result.exception.exit_code, NAME in str(result.exception)) == (3, False)
    assert (appealed.log(), recorded(appealed.folder)) == (before, was)
    (kept,) = (appealed.folder / "enclosed").iterdir()
    assert kept.read_bytes() == first.read_bytes()


def test_reasons_that_cannot_be_read_leave_the_notice_of_before(appealed, tmp_path):
    first, second, why = (tmp_path / name for name in ("1.pdf", "2.pdf", "why.csv"))
    first.write_bytes(b"%PDF-1.7\nfirst")
    second.write_bytes(b"%PDF-1.7\nsecond")
    why.write_text("nothing,of,use\n")
    decide(appealed, *LINE, "--notice", first)
    result = decide(appealed, *LINE, "--notice", second, "--reasons", why)
    assert result.exception.exit_code == 3
    (kept,) = (appealed.folder / "enclosed").iterdir()
    assert kept.read_bytes() == first.read_bytes()


def write(export, dossier):
    return run("write", export.folder, "--out", dossier.folder.parent, "--case", "IM-2")


@pytest.fixture
def reasoned(appealed, tmp_path):
    """The appeal upheld with a reason, which the next letter can answer."""
    why = tmp_path / "why.csv"
    why.write_text("point,about\nNo dew was tried.,dews not tried first\n")
    decide(appealed, *LINE, "--reasons", why)
    return appealed


def test_what_was_recorded_outlasts_the_letter_that_it_starts(reasoned, export):
    """However often the case is written: the next letter is the same and nothing is put aside."""
    before = recorded(reasoned.folder)
    for _ in range(2):
        write(export, reasoned)
        assert recorded(reasoned.folder) == before
        assert reasoned.letter().document == "second-level appeal"
        assert check(reasoned.folder) == ()


def test_a_decision_is_corrected_while_the_letter_after_it_is_a_draft(reasoned, export):
    """And that draft is written again, even where it comes out as it was."""
    appealed = reasoned
    write(export, appealed)
    assert appealed.log().state is State.DRAFT
    result = decide(appealed, "--partly", "--on", "2026-12-15", "--by", "Pat")
    assert result.exit_code == 0, result.output
    (one,) = recorded(appealed.folder)
    assert one.decision.filed_on == dt.date(2026, 11, 25)
    assert appealed.log().events[-1].reasons == appealed.log().events[3].reasons
    write(export, appealed)
    assert appealed.log().state is State.DRAFT
    decide(appealed, "--partly", "--on", "2026-12-15", "--by", "Pat")
    write(export, appealed)
    assert appealed.log().state is State.DRAFT
    total = told(run("outcomes", "--out", appealed.folder.parent, "--json"))["total"]
    assert (total["partly"], total["decided"], total["waiting"]) == (1, 1, 0)
    assert check(appealed.folder) == ()


def test_a_decision_is_not_corrected_once_the_letter_after_it_is_approved(reasoned, export):
    appealed = reasoned
    write(export, appealed)
    basis = {"files": {}, "fingerprint": appealed.log().drafted.fingerprint}
    appealed.append(approved().model_copy(update=basis))
    before = appealed.log()
    assert "is approved" in refusal(decide(appealed))
    assert appealed.log() == before


def test_a_case_that_turns_out_to_be_won_gets_no_other_letter(reasoned, export):
    appealed = reasoned
    write(export, appealed)
    decide(appealed, "--overturned", "--on", "2026-12-15", "--by", "Pat")
    before = appealed.log()
    (line,) = told(
        run(
            "write",
            *(export.folder, "--out", appealed.folder.parent),
            *("--case", "IM-2", "--json"),
        )
    )
    assert "won" in line["next_action"]
    assert appealed.log() == before


def test_the_draft_after_a_decision_is_taken_away_when_it_turns_out_to_be_won(reasoned, export):
    """Nothing offers it any more, and what somebody wrote into it is not lost."""
    write(export, reasoned)
    out, folder = reasoned.folder.parent, reasoned.folder
    (folder / "review.pdf").write_bytes(b"with notes")
    decide(reasoned, "--overturned", "--on", "2026-12-15", "--by", "Pat")
    with (out / "worklist.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["state"], line["file"]) == ("decided", "")
    assert "won" in line["next action"]
    assert not list(folder.glob("*.pdf"))
    assert b"with notes" in [path.read_bytes() for path in folder.glob("earlier/*/review.pdf")]
    assert (folder / "earlier/002/letter.pdf").read_bytes() == b"%PDF final"
    assert check(folder) == ()
    for verb in ("review", "packet"):
        result = run(verb, "IM-2", "--out", out, library=None)
        assert "has no letter; see the worklist" in refusal(result)
    options = ("--by", "D", "--npi", "1234567893", "--accept", "A1")
    assert "has no letter" in refusal(run("approve", "IM-2", "--out", out, *options, library=None))


def test_a_case_that_was_not_won_after_all_gets_its_next_letter(reasoned, export):
    decide(reasoned, "--overturned", "--on", "2026-12-15", "--by", "Pat")
    letter = (reasoned.folder / "letter.pdf").read_bytes()
    assert letter == b"%PDF final"  # what was sent stays where it is
    decide(reasoned)
    write(export, reasoned)
    decide(reasoned, "--overturned", "--on", "2026-12-15", "--by", "Pat")
    decide(reasoned)
    write(export, reasoned)
    assert reasoned.letter().document == "second-level appeal"
    assert (reasoned.log().state, check(reasoned.folder)) == (State.DRAFT, ())


def test_the_worklist_tells_where_the_case_is_after_each_verb(appealed):
    out = appealed.folder.parent
    assert worklist.kept(out)[0].done.state is State.DRAFT
    decide(appealed)
    line = worklist.kept(out)[0].done
    assert (line.state, line.days_left) == (State.DECIDED, None)
    assert "next letter" in line.next_action
    assert "next letter" in (out / "worklist.html").read_text()
    decide(appealed, "--overturned", "--on", "2026-12-15", "--by", "Pat")
    assert "won" in worklist.kept(out)[0].done.next_action


def test_a_request_is_approved_or_denied_and_an_appeal_is_not(export, tmp_path, appealed):
    asked = sent(export, tmp_path, "IM-1")
    wrong = decide(asked, *LINE, label="IM-1")
    assert "a request is approved or denied" in refusal(wrong)
    wrong = decide(appealed, "--approved", "--on", "2026-12-14", "--by", "Pat")
    assert "an appeal is overturned" in refusal(wrong)
    right = decide(asked, "--approved", "--on", "2026-12-14", "--by", "Pat", label="IM-1")
    assert "Nothing is left to appeal" in right.stdout
    assert asked.log().events[-1].level.value == "initial decision"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--on", "2026-12-14", "--by", "Pat"), "how was it decided"),
        (("--upheld", "--on", "2026-11-24", "--by", "Pat"), "before the letter was sent"),
        ((*LINE, "--received", "2026-12-13"), "arrived before its own date"),
        ((*LINE, "--last-day", "2026-12-13"), "before the decision's own date"),
        ((*LINE, "--overturned"), "--overturned and --upheld exclude each other"),
        (("--upheld", "--on", "2026-12-21", "--by", "Pat"), "in the future"),
        ((*LINE, "--received", "2026-12-21"), "in the future"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(appealed, options, why):
    before = appealed.log()
    assert why in refusal(decide(appealed, *options))
    assert appealed.log() == before
    assert recorded(appealed.folder) == ()


def test_a_letter_that_was_not_sent_has_no_decision(export, tmp_path):
    run("write", export.folder, "--out", tmp_path / "out", "--case", "IM-2")
    dossier = Dossier(tmp_path / "out" / imaginary.case("IM-2").id)
    assert "is draft" in refusal(decide(dossier))


def test_outcomes_tell_the_numbers_beside_each_rate(appealed, export, tmp_path):
    waiting = run("outcomes", "--out", appealed.folder.parent)
    assert "none decided" in waiting.stdout
    decide(appealed)
    table = run("outcomes", "--out", appealed.folder.parent).stdout
    assert "0 of 1 (0%)" in table
    assert "Harbor Mutual Plan" in table
    sheet = run("outcomes", "--out", appealed.folder.parent, "--csv").stdout
    assert "payer,Harbor Mutual Plan,0,0,1,0,0 of 1 (0%)" in sheet


def test_a_case_whose_log_is_broken_is_told_and_the_others_are_counted(appealed, export, tmp_path):
    asked = sent(export, tmp_path, "IM-1")
    decide(appealed)
    path = asked.folder / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b"fax", b"FAX"))
    result = run("outcomes", "--out", appealed.folder.parent, "--json")
    assert result.exit_code == 3
    assert told(result)["total"]["decided"] == 1
    assert len(told(result)["unreadable"]) == 1


def test_an_end_of_the_log_that_no_mark_proves_is_told_plainly(appealed):
    """`log` and `verify` say so, and an end that was cut off is a fault."""
    out = appealed.folder.parent
    assert "not proved" not in run("log", "IM-2", "--out", out, library=None).stdout
    path = path_of(appealed.folder)
    marks = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(marks[:-1]))
    for verb in ("log", "verify"):
        result = run(verb, "IM-2", "--out", out, library=None)
        assert "its marks do not tell of the last 1 entry of 3" in result.stdout
    path.write_bytes(b"".join(marks))
    log = appealed.folder / "log.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    result = run("log", "IM-2", "--out", out, library=None)
    assert (result.exit_code, "folder `marks`" in result.stderr) == (1, True)
