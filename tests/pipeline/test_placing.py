"""What becomes of a letter that a case has already when the case is written again."""

import datetime as dt
import json

import imaginary
import pytest
from one_by_one import write

from letters.case import Case
from letters.case.model import Denial, Level, Point, Urgency
from letters.case.vocabulary import LetterKind
from letters.dossier import (
    Approved,
    Decided,
    Dossier,
    Drafted,
    Opened,
    Returned,
    Sent,
    Signed,
    State,
    check,
    hashes,
    store,
)
from letters.errors import RenderingError
from letters.hashing import of_file
from letters.pipeline import Wanted, placing
from letters.pipeline.wanted import CompanionKind
from letters.rendering import Rendered

AT = imaginary.AT
LATER = AT + dt.timedelta(days=1)
LABEL = "IM-2"
CASE = imaginary.case(LABEL)
STALE = dt.date(2029, 1, 1)
"""A day on which the evidence of the case is too old."""


def render(document) -> Rendered:
    return Rendered(f"%PDF {document.document} {document.dated}".encode(), 1)


def failing(document):
    raise RenderingError("It cannot be.")


def write_case(out, case: Case = CASE, made=render, at=AT, as_of=imaginary.AS_OF, **more):
    """Writes the one case as it now is and returns its line of the worklist."""
    reading = imaginary.reading().model_copy(update={"cases": (case,)})
    (done,) = write(reading, imaginary.library(), out, imaginary.origin(as_of), at, made, **more)
    return done


def files(dossier) -> dict[str, bytes]:
    root = dossier.folder
    found = (path for path in root.rglob("*") if path.is_file() and path.name != "log.jsonl")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def kinds(dossier) -> list[str]:
    return [event.kind for event in dossier.log().events]


def approve(dossier) -> None:
    final = {"letter.pdf": b"%PDF final"}
    made_from = dossier.log().drafted.fingerprint
    dossier.record(
        Approved(
            at=AT,
            by="D",
            npi="1234567893",
            accepted=(),
            fingerprint=made_from,
            files=hashes(final),
        ),
        final,
    )


def send(dossier) -> None:
    dossier.append(Sent(at=AT, by="P", on=AT.date(), via="fax"))


def decide(dossier, result="upheld", level=Level.FIRST) -> None:
    dossier.append(
        Decided(
            at=AT,
            by="P",
            result=result,
            on=dt.date(2026, 12, 1),
            level=level,
            payer="Payer",
            drugs=("moonwort",),
        )
    )


@pytest.fixture
def drafted(tmp_path) -> Dossier:
    write_case(tmp_path)
    return Dossier(tmp_path / CASE.id)


@pytest.fixture
def approved(drafted) -> Dossier:
    approve(drafted)
    return drafted


@pytest.fixture
def sent(approved) -> Dossier:
    send(approved)
    return approved


def other(case: Case = CASE) -> Case:
    """The case with one more treatment detail."""
    plan = case.coverage.model_copy(update={"group": "another group"})
    return case.model_copy(update={"coverage": plan})


def gone(case: Case = CASE) -> Case:
    """The case in a way that it comes to no letter any more."""
    return case.model_copy(update={"evidence": ()})


def upheld(case: Case = CASE) -> Case:
    """The case after its first appeal was upheld, as an export tells it."""
    reason = case.denial.reasons[0]
    point = Point(quote="The drug is not needed.", about=reason, read=case.read)
    denial = case.denial.model_copy(update={"level": Level.FIRST, "points": (point,)})
    return case.model_copy(update={"denial": denial})


# A draft.


def test_a_draft_is_logged_with_all_that_it_is(drafted):
    (event,) = drafted.log().events
    assert isinstance(event, Drafted)
    assert (event.at, event.document, event.level) == (AT, LetterKind.FIRST, Level.INITIAL)
    assert event.files == hashes(files(drafted))
    assert {"case.json", "review.json", "origin.json", "rationale.json"} <= set(event.files)
    assert check(drafted.folder) == ()
    assert drafted.case() == imaginary.argued(LABEL).case
    assert drafted.review() == imaginary.argued(LABEL).review
    assert drafted.origin() == imaginary.origin()


def test_everything_is_for_its_owner_only(drafted):
    assert {p.stat().st_mode & 0o777 for p in drafted.folder.iterdir()} == {0o600}
    assert drafted.folder.stat().st_mode & 0o777 == 0o700


def test_the_same_draft_again_is_not_logged_again(tmp_path, drafted):
    done = write_case(tmp_path, at=LATER)
    assert kinds(drafted) == ["drafted"]
    assert (done.state, done.changed) == (State.DRAFT, ())


def test_the_same_draft_again_stays_in_review(tmp_path, drafted):
    drafted.append(Opened(at=AT, by="D"))
    assert write_case(tmp_path, at=LATER).state is State.REVIEW


def test_a_draft_that_differs_is_logged_again(tmp_path, drafted):
    drafted.append(Opened(at=AT, by="D"))
    done = write_case(tmp_path, other(), at=LATER)
    assert kinds(drafted) == ["drafted", "opened", "drafted"]
    first, _, second = drafted.log().events
    assert first.fingerprint.changed(second.fingerprint) == ("input: coverage",)
    assert (done.state, done.next_action) == (State.DRAFT, "Clinician reviews and approves")
    assert check(drafted.folder) == ()


def test_a_draft_of_another_day_is_logged_again(tmp_path, drafted):
    write_case(tmp_path, as_of=imaginary.AS_OF + dt.timedelta(days=1))
    assert kinds(drafted) == ["drafted", "drafted"]
    assert check(drafted.folder) == ()


def test_a_case_that_comes_to_no_letter_any_more_keeps_its_log(tmp_path, drafted):
    done = write_case(tmp_path, gone(), at=LATER)
    assert kinds(drafted) == ["drafted", "returned"]
    assert drafted.log().events[-1] == Returned(at=LATER, changed=("input: evidence",))
    assert not {"letter.pdf", "review.pdf", "review.json"} & set(files(drafted))
    assert (done.result, done.state, done.changed) == ("unsupported", None, ())
    assert check(drafted.folder) == ()


def test_a_letter_that_time_took_away_is_told_as_that(tmp_path, drafted):
    write_case(tmp_path, as_of=STALE)
    assert drafted.log().events[-1].changed == ("not supported",)


def test_a_gap_sheet_has_no_log_until_there_is_a_letter(tmp_path):
    write_case(tmp_path, gone())
    dossier = Dossier(tmp_path / CASE.id)
    assert not (dossier.folder / "log.jsonl").exists()
    assert {"case.json", "origin.json"} <= set(files(dossier))
    write_case(tmp_path)
    assert kinds(dossier) == ["drafted"]


def test_what_somebody_wrote_into_a_draft_is_kept_before_it_is_replaced(tmp_path, drafted):
    store(drafted.folder / "review.pdf", b"with notes")
    done = write_case(tmp_path, other())
    assert done.aside == (f"{CASE.id}/earlier/001/review.pdf",)
    assert (tmp_path / done.aside[0]).read_bytes() == b"with notes"
    assert check(drafted.folder) == ()


def test_a_file_that_is_gone_is_written_again(tmp_path, drafted):
    (drafted.folder / "letter.pdf").unlink()
    write_case(tmp_path)
    assert check(drafted.folder) == ()
    assert kinds(drafted) == ["drafted"]


def with_word_file(dossier, content=b"word"):
    """The draft with a Word file that the log knows, then edited to `content`."""
    event = dossier.log().drafted
    made = {**event.files, **hashes({"letter.docx": b"word"})}
    dossier.record(event.model_copy(update={"files": made}), {"letter.docx": content})


def test_a_draft_whose_word_file_is_edited_stays(tmp_path, drafted):
    """Nightly runs do not take the file from under the hands of who edits it."""
    with_word_file(drafted, b"edited")
    before = files(drafted)
    done = write_case(tmp_path, as_of=imaginary.AS_OF + dt.timedelta(days=1))
    assert files(drafted) == before
    assert done.next_action == "The Word file was edited: review the case and approve that file"


def test_an_edited_word_file_is_kept_when_the_record_changed(tmp_path, drafted):
    with_word_file(drafted, b"edited")
    done = write_case(tmp_path, other())
    assert done.aside == (f"{CASE.id}/earlier/002/letter.docx",)


def test_a_word_file_that_nobody_edited_is_written_anew(tmp_path, drafted):
    with_word_file(drafted)
    assert write_case(tmp_path, as_of=imaginary.AS_OF + dt.timedelta(days=1)).aside == ()
    assert not (drafted.folder / "letter.docx").exists()


# A draft in review.


@pytest.fixture
def opened(tmp_path) -> Dossier:
    """A draft with a brief, whose review sheet somebody has opened."""
    write_case(tmp_path, wanted=BRIEF)
    dossier = Dossier(tmp_path / CASE.id)
    dossier.append(Opened(at=AT, by="D"))
    return dossier


BRIEF = Wanted(companions=frozenset({CompanionKind.BRIEF}))
NEXT_DAY = imaginary.AS_OF + dt.timedelta(days=1)


@pytest.mark.parametrize("wanted", [BRIEF, Wanted()])
def test_a_draft_in_review_stays_when_another_day_comes(tmp_path, opened, wanted):
    """Nobody has to read it again for its date alone; what is not asked for again does no harm."""
    before = files(opened)
    done = write_case(tmp_path, made=failing, as_of=NEXT_DAY, at=LATER, wanted=wanted)
    assert files(opened) == before
    assert kinds(opened) == ["drafted", "opened"]
    assert (done.state, done.file) == (State.REVIEW, f"{CASE.id}/letter.pdf")
    assert done.next_action.startswith("In review: clinician approves it. It stays as it was read")
    assert done.due is not None


def test_a_draft_in_review_is_written_again_when_that_is_asked_for(tmp_path, opened):
    done = write_case(tmp_path, as_of=NEXT_DAY, at=LATER, wanted=BRIEF, again=(LABEL,))
    assert kinds(opened) == ["drafted", "opened", "drafted"]
    assert done.state is State.DRAFT


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(companions=frozenset({CompanionKind.BRIEF, CompanionKind.FAX})),
        Wanted(docx=True),
        Wanted(data=False),
    ],
)
def test_a_draft_in_review_is_written_again_when_more_is_wanted(tmp_path, opened, wanted):
    write_case(tmp_path, as_of=NEXT_DAY, at=LATER, wanted=wanted)
    assert kinds(opened) == ["drafted", "opened", "drafted"]


def test_a_draft_in_review_is_written_again_when_its_record_changed(tmp_path, opened):
    write_case(tmp_path, other(), as_of=NEXT_DAY, at=LATER, wanted=BRIEF)
    assert kinds(opened) == ["drafted", "opened", "drafted"]


@pytest.mark.parametrize("name", ["letter.pdf", "brief.pdf", "determination.json"])
def test_a_draft_in_review_of_which_a_file_is_gone_is_written_again(tmp_path, opened, name):
    (opened.folder / name).unlink()
    write_case(tmp_path, as_of=NEXT_DAY, at=LATER, wanted=BRIEF)
    assert kinds(opened) == ["drafted", "opened", "drafted"]
    assert check(opened.folder) == ()


def test_a_draft_in_review_is_written_again_when_time_changed_what_is_judged(tmp_path, opened):
    """What was read as met may not be printed as met."""
    judged = json.loads((opened.folder / "determination.json").read_bytes())
    store(opened.folder / "determination.json", json.dumps(judged | {"outcome": "other"}).encode())
    write_case(tmp_path, as_of=NEXT_DAY, at=LATER, wanted=BRIEF)
    assert kinds(opened) == ["drafted", "opened", "drafted"]


def test_a_draft_in_review_that_time_took_away_is_taken_away(tmp_path, opened):
    done = write_case(tmp_path, as_of=STALE, wanted=BRIEF)
    assert opened.log().events[-1].changed == ("not supported",)
    assert (done.state, done.changed) == (None, ())


def urgent(case: Case = CASE) -> Case:
    """The case with a physician's statement, by which an expedited appeal is proposed."""
    stated = Urgency(statement="It cannot wait.", by="D", on=imaginary.AS_OF, read=case.read)
    return case.model_copy(update={"urgency": stated})


def test_a_draft_in_review_is_written_again_when_another_kind_is_wanted(tmp_path):
    write_case(tmp_path, urgent())
    dossier = Dossier(tmp_path / CASE.id)
    dossier.append(Opened(at=AT, by="D"))
    done = write_case(tmp_path, urgent(), wanted=Wanted(kind=LetterKind.FIRST))
    assert (done.state, done.document) == (State.DRAFT, LetterKind.FIRST)


def test_a_kind_of_letter_that_was_asked_for_is_not_taken_from_under_review(tmp_path):
    """A nightly run proposes another kind, and leaves the one that somebody reads."""
    wanted = Wanted(kind=LetterKind.FIRST)
    reading = imaginary.reading().model_copy(update={"cases": (urgent(),)})
    origin = imaginary.origin().model_copy(update={"kinds": wanted.kinds})
    (first,) = write(reading, imaginary.library(), tmp_path, origin, AT, render, wanted=wanted)
    assert first.document == LetterKind.FIRST
    dossier = Dossier(tmp_path / CASE.id)
    dossier.append(Opened(at=AT, by="D"))
    done = write_case(tmp_path, urgent(), made=failing, as_of=NEXT_DAY)
    assert (done.state, done.document) == (State.REVIEW, LetterKind.FIRST)
    assert kinds(dossier) == ["drafted", "opened"]


# An approved letter.


def test_an_approved_letter_stays_as_it_is(tmp_path, approved):
    before = files(approved)
    done = write_case(tmp_path, made=failing, at=LATER)
    assert files(approved) == before
    assert kinds(approved) == ["drafted", "approved"]
    assert (done.state, done.file) == (State.APPROVED, f"{CASE.id}/letter.pdf")
    assert (done.result, done.document) == ("supported", LetterKind.FIRST)
    assert done.next_action == "Sign and send it, then record that it was sent"
    assert done.due is not None


def test_a_later_day_alone_returns_no_approved_letter(tmp_path, approved):
    done = write_case(tmp_path, as_of=imaginary.AS_OF + dt.timedelta(days=3))
    assert done.state is State.APPROVED


def test_an_approved_letter_whose_evidence_grew_old_says_so(tmp_path, approved):
    """It stays, and the worklist does not hide it."""
    done = write_case(tmp_path, as_of=STALE)
    assert (done.state, done.result) == (State.APPROVED, "supported")
    assert "the record would not carry it any more" in done.next_action


def test_a_signed_letter_is_to_be_sent(tmp_path, approved):
    signed = {"signed.pdf": b"%PDF signed"}
    approved.record(Signed(at=AT, subject="Clinic", files=hashes(signed)), signed)
    done = write_case(tmp_path)
    assert done.next_action == "Send it, then record that it was sent"
    assert f"{CASE.id}/signed.pdf" in done.beside
    assert check(approved.folder) == ()


@pytest.mark.parametrize(
    ("case", "changed"),
    [
        (other(), ("input: coverage",)),
        (CASE.model_copy(update={"evidence": CASE.evidence[1:]}), ("input: evidence",)),
    ],
)
def test_a_change_after_approval_returns_the_case_to_draft(tmp_path, approved, case, changed):
    before = files(approved)
    done = write_case(tmp_path, case, at=LATER)
    assert kinds(approved)[:3] == ["drafted", "approved", "returned"]
    told = next(event for event in approved.log().events if isinstance(event, Returned))
    assert told == Returned(at=LATER, changed=changed, kept="earlier/002")
    kept = {name: content for name, content in files(approved).items() if "earlier" in name}
    assert kept == {f"earlier/002/{name}": content for name, content in before.items()}
    assert done.changed == changed
    assert done.next_action.startswith(f"Returned to draft: {changed[0]}. ")
    assert check(approved.folder) == ()


def test_the_worklist_tells_of_the_return_until_it_is_approved_again(tmp_path, approved):
    write_case(tmp_path, other())
    again = write_case(tmp_path, other(), as_of=imaginary.AS_OF + dt.timedelta(days=1))
    assert again.changed == ("input: coverage",)
    approve(approved)
    assert write_case(tmp_path, other()).changed == ()


def test_other_citations_return_an_approved_letter(tmp_path, approved):
    library = imaginary.library().model_copy(update={"digest": "another"})
    reading = imaginary.reading().model_copy(update={"cases": (CASE,)})
    (done,) = write(reading, library, tmp_path, imaginary.origin(), AT, render)
    assert done.changed == ("citations",)


def test_another_kind_that_is_asked_for_returns_an_approved_letter(tmp_path):
    """The kind proposed, or the same one asked for, does not."""
    write_case(tmp_path, urgent())
    dossier = Dossier(tmp_path / CASE.id)
    approve(dossier)
    assert dossier.log().drafted.document == LetterKind.EXPEDITED
    same = write_case(tmp_path, urgent(), wanted=Wanted(kind=LetterKind.EXPEDITED))
    assert same.state is State.APPROVED
    done = write_case(tmp_path, urgent(), wanted=Wanted(kind=LetterKind.FIRST))
    assert (done.changed, done.document) == (("kind of letter",), LetterKind.FIRST)
    assert dossier.log().state is State.DRAFT


@pytest.mark.parametrize("name", [LABEL, CASE.id])
def test_an_approved_letter_is_drafted_again_when_asked_for(tmp_path, approved, name):
    done = write_case(tmp_path, again=(name,))
    assert (done.state, done.changed) == (State.DRAFT, ("asked for again",))
    assert (approved.folder / "earlier/002/letter.pdf").read_bytes() == b"%PDF final"


def test_an_approved_letter_is_put_aside_when_the_case_comes_to_a_sheet(tmp_path, approved):
    done = write_case(tmp_path, gone())
    assert (done.result, done.changed) == ("unsupported", ("input: evidence",))
    assert done.next_action.startswith("Returned to draft: input: evidence. Clinician decides")
    assert (approved.folder / "earlier/002/letter.pdf").read_bytes() == b"%PDF final"
    assert check(approved.folder) == ()


def test_a_changed_case_that_cannot_be_made_leaves_no_approved_letter(tmp_path, approved):
    done = write_case(tmp_path, other(), made=failing)
    assert (done.result, done.file) == ("failed", None)
    assert approved.log().state is State.DRAFT
    assert (approved.folder / "earlier/002/letter.pdf").read_bytes() == b"%PDF final"
    assert not (approved.folder / "letter.pdf").exists()
    assert check(approved.folder) == ()


def test_a_defect_before_anything_is_known_leaves_an_approved_letter(
    tmp_path, approved, monkeypatch
):
    before = files(approved)
    monkeypatch.setattr("letters.pipeline.writing.argue", failing)
    assert write_case(tmp_path).result == "failed"
    assert files(approved) == before
    assert approved.log().state is State.APPROVED


def test_a_case_that_cannot_be_read_any_more_is_returned(tmp_path, approved):
    from letters.intake import Refused

    lost = Refused(name=CASE.id, case=CASE.id, file="cases.csv", place="row 5", cells=2)
    reading = imaginary.reading().model_copy(update={"cases": (), "refused": (lost,)})
    list(write(reading, imaginary.library(), tmp_path, imaginary.origin(), AT, render))
    assert approved.log().returned == ("input",)
    assert (approved.folder / "earlier/002/letter.pdf").is_file()
    assert check(approved.folder) == ()


# A letter that was sent, and one that was decided on.


@pytest.mark.parametrize("case", [CASE, other(), gone()])
def test_a_letter_that_was_sent_stays_until_its_decision(tmp_path, sent, case):
    before = files(sent)
    done = write_case(tmp_path, case, made=failing)
    assert files(sent) == before
    assert kinds(sent) == ["drafted", "approved", "sent"]
    assert (done.state, done.result, done.document) == (State.SENT, "supported", LetterKind.FIRST)
    assert done.next_action.startswith("Record the decision when it comes")


def test_what_changed_since_a_letter_was_sent_is_told(tmp_path, sent):
    done = write_case(tmp_path, other())
    assert done.changed == ("input: coverage",)
    assert done.next_action.endswith("Since it was sent, this changed: input: coverage")


def test_a_letter_that_was_sent_has_no_last_day_any_more(tmp_path, sent):
    done = write_case(tmp_path)
    assert (done.due, done.act_by, done.days_left, done.rule) == (None, None, None, "")
    assert not done.undated


def test_a_letter_that_was_sent_is_kept_when_another_is_asked_for(tmp_path, sent):
    done = write_case(tmp_path, again=(LABEL,))
    assert (done.state, done.changed) == (State.DRAFT, ())
    assert (sent.folder / "earlier/002/letter.pdf").read_bytes() == b"%PDF final"
    assert check(sent.folder) == ()


def test_a_decision_that_the_export_tells_brings_the_next_letter(tmp_path, sent):
    done = write_case(tmp_path, upheld())
    assert (done.state, done.document) == (State.DRAFT, LetterKind.SECOND)
    assert sent.log().drafted.level is Level.FIRST
    assert (sent.folder / "earlier/002/letter.pdf").read_bytes() == b"%PDF final"
    assert check(sent.folder) == ()


def test_a_denied_request_brings_the_first_appeal(tmp_path):
    """A letter of medical necessity that was sent, and then a denial in the export."""
    asked = imaginary.case("IM-1")
    write_case(tmp_path, asked)
    dossier = Dossier(tmp_path / asked.id)
    approve(dossier)
    send(dossier)
    assert write_case(tmp_path, asked).state is State.SENT
    denial = Denial(level=Level.INITIAL, reasons=CASE.denial.reasons, quote="No.", read=asked.read)
    done = write_case(tmp_path, asked.model_copy(update={"denial": denial}))
    assert dossier.log().state is State.DRAFT
    assert done.document != "letter of medical necessity"
    assert (dossier.folder / "earlier/002/letter.pdf").is_file()


def test_after_a_decision_the_next_letter_takes_the_place_of_the_last(tmp_path, sent):
    decide(sent)
    done = write_case(tmp_path, upheld())
    assert (done.state, done.document, done.changed) == (State.DRAFT, LetterKind.SECOND, ())
    assert kinds(sent)[-3:] == ["decided", "returned", "drafted"]


@pytest.mark.parametrize("case", [CASE, other(), upheld(), gone()])
def test_after_a_letter_was_won_nothing_is_written(tmp_path, sent, case):
    decide(sent, "overturned")
    before = files(sent)
    done = write_case(tmp_path, case, made=failing)
    assert files(sent) == before
    assert (done.state, done.next_action) == (State.DECIDED, "Close it: it was won")


def test_a_decision_that_leads_nowhere_leaves_the_letter(tmp_path, sent):
    decide(sent)
    done = write_case(tmp_path, made=failing)
    assert done.state is State.DECIDED
    assert done.next_action.startswith("It was decided")


# What goes wrong in between.


def test_a_log_that_is_not_whole_stops_the_case_and_touches_nothing(tmp_path, approved):
    path = approved.folder / "log.jsonl"
    path.write_bytes(path.read_bytes()[:-3])
    before = files(approved)
    done = write_case(tmp_path, other())
    assert (done.result, done.exit_code) == ("failed", 3)
    assert "log.jsonl, entry 2" in done.error
    assert files(approved) == before


def test_who_comes_second_leaves_the_draft_of_who_came_first(tmp_path):
    """Two runs at once: the draft that was there first stays, and the other run says so."""
    dossier, inner = Dossier(tmp_path / CASE.id), []

    def meanwhile(document):
        if not inner:
            inner.append(True)
            write_case(tmp_path)
        return render(document)

    done = write_case(tmp_path, other(), made=meanwhile)
    assert (done.result, "meanwhile" in done.error) == ("failed", True)
    assert kinds(dossier) == ["drafted"]
    assert dossier.case() == imaginary.argued(LABEL).case
    assert check(dossier.folder) == ()


def test_who_comes_second_does_not_overwrite_who_came_first(tmp_path, drafted):
    """While a case is being made anew, somebody approves the draft that was there."""

    def meanwhile(document):
        if drafted.log().approved is None:
            approve(drafted)
        return render(document)

    done = write_case(tmp_path, other(), made=meanwhile)
    assert (done.result, "meanwhile" in done.error) == ("failed", True)
    assert (drafted.folder / "letter.pdf").read_bytes() == b"%PDF final"
    assert drafted.log().state is State.APPROVED


class Killed(BaseException):
    """The process is gone: nothing after this happens."""


@pytest.mark.parametrize("steps", range(8))
def test_killed_at_any_file_the_folder_is_known_to_be_wrong_and_put_right(
    tmp_path, approved, monkeypatch, steps
):
    """Writing over an approved letter, killed after any number of stored files."""
    done = 0
    write_case(tmp_path / "other", other())
    whole = Dossier(tmp_path / "other" / CASE.id).log().drafted.files

    def stored(path, content):
        nonlocal done
        if done == steps:
            raise Killed
        done += 1
        store(path, content)

    monkeypatch.setattr(placing, "store", stored)
    try:
        write_case(tmp_path, other())
    except Killed:
        right = whole == {name: of_file(approved.folder / name) for name in whole}
        assert (check(approved.folder) == ()) is right
    else:
        assert done == 7
    monkeypatch.undo()
    assert (approved.folder / "earlier/002/letter.pdf").read_bytes() == b"%PDF final"
    write_case(tmp_path, other())
    assert check(approved.folder) == ()
    assert approved.log().returned == ("input: coverage",)
    assert kinds(approved) == ["drafted", "approved", "returned", "drafted"]
