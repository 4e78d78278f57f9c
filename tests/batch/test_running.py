"""A run does what is not done, and whatever ends it, what was done is kept."""

import csv
import json
import os
import signal
import threading
import time
from functools import partial
from multiprocessing import Process

import imaginary
import pytest

from batch import Told, by_label, crew, files, made, run, writing
from letters import worklist
from letters.batch.docket import docket_of
from letters.batch.running import run as run_docket
from letters.batch.workers import alone, pool
from letters.dossier import Dossier, store
from letters.errors import OutputError, RenderingError
from letters.intake import Refused

LABELS = list(imaginary.CASES)


def told(path):
    """Makes the files of a case and notes its label."""

    def noting(argued):
        with path.open("a") as file:
            file.write(f"{argued.case.label}\n")
        return made(argued)

    return noting


@pytest.fixture
def asked(tmp_path):
    """Where the labels of the cases are noted whose files were made."""
    return tmp_path / "asked"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def noted(path):
    return sorted(path.read_text().split()) if path.exists() else []


def changed(label, **more):
    """The imaginary reading with one case changed."""
    reading = imaginary.reading()
    cases = (
        case.model_copy(update=more) if case.label == label else case for case in reading.cases
    )
    return reading.model_copy(update={"cases": tuple(cases)})


def rows(out):
    with (out / "worklist.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_second_run_has_nothing_to_do(out, asked):
    """It tells the same of every case, and leaves every byte as it was."""
    first = run(out)
    before = files(out)
    second = run(out, make=told(asked))
    assert noted(asked) == []
    assert second.finished == first.finished
    assert (first.kept, second.kept) == (0, 5)
    assert files(out) == before


def test_only_the_case_that_changed_is_done_again(out, asked):
    run(out)
    patient = imaginary.case("IM-3").patient.model_copy(update={"name": "Ilsa Waldfarn"})
    run(out, docket_of(changed("IM-3", patient=patient)), make=told(asked))
    assert noted(asked) == ["IM-3"]


@pytest.mark.parametrize("name", ["gaps.pdf", "case.json", "rationale.json"])
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_case_whose_files_do_not_stand_is_done_again(out, asked, name, how):
    run(out)
    path = out / imaginary.case("IM-3").id / name
    before = path.read_bytes()
    path.write_bytes(b"x") if how == "changed" else path.unlink()
    run(out, make=told(asked))
    assert noted(asked) == ["IM-3"]
    assert path.read_bytes() == before


def test_a_case_with_which_something_was_done_is_looked_at_again(out, asked):
    """Its line tells where it is now."""
    run(out)
    store(out / imaginary.case("IM-4").id / "decisions.json", b"[]")
    run(out, make=told(asked))
    assert noted(asked) == ["IM-4"]


def test_force_does_all_again(out, asked):
    run(out)
    assert run(out, make=told(asked), force=True).kept == 0
    assert noted(asked) == LABELS


def test_another_day_does_all_again(out, asked):
    """A letter carries its day, and a deadline counts from it."""
    run(out)
    run(out, make=told(asked), as_of=imaginary.AS_OF.replace(day=23))
    assert noted(asked) == LABELS


def test_a_case_that_failed_is_done_again(out, asked):
    def failing(argued):
        if argued.case.label == "IM-4":
            raise RenderingError("It cannot be made.")
        return made(argued)

    assert by_label(run(out, make=failing))["IM-4"].result == "failed"
    assert by_label(run(out, make=told(asked)))["IM-4"].result == "unsupported"
    assert noted(asked) == ["IM-4"]


def _killed_after(number, out):
    """A run that ends by SIGKILL when so many cases are done, with others under way."""
    done = 0

    def tell(event):
        nonlocal done
        done += event.event == "case"
        if done == number:
            os.kill(os.getpid(), signal.SIGKILL)

    run(out, tell=tell)


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_run_that_was_killed_is_taken_up_where_it_ended(tmp_path, out, asked, number):
    """What is there in the end is what an undisturbed run leaves, byte for byte."""
    killed = Process(target=_killed_after, args=(number, out))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    resumed = run(out, make=told(asked))
    assert resumed.kept >= number
    assert len(noted(asked)) == 5 - resumed.kept
    assert resumed.finished == run(tmp_path / "undisturbed").finished
    here, there = files(out), files(tmp_path / "undisturbed")
    here.pop("run.jsonl"), there.pop("run.jsonl")
    assert here == there


def test_the_worklist_does_not_tell_whoever_was_first(out):
    """It is in the order of the export where nothing is more urgent."""

    def slow_at_first(argued):
        time.sleep(0.4 if argued.case.label == "IM-1" else 0)
        return made(argued)

    run(out, make=slow_at_first, jobs=5)
    first = [row["case"] for row in rows(out)]
    run(out, force=True, jobs=1)
    assert [row["case"] for row in rows(out)] == first


def test_a_case_that_its_export_no_longer_tells_of_leaves_the_worklist(out):
    """Not its folder; a run of some cases only takes none away."""
    run(out)
    reading = imaginary.reading()
    fewer = reading.model_copy(update={"cases": reading.cases[1:]})
    run(out, docket_of(fewer, ("IM-2",)))
    assert len(rows(out)) == 5
    run(out, docket_of(fewer))
    assert {row["case"] for row in rows(out)} == set(LABELS[1:])
    assert (out / imaginary.case("IM-1").id / "letter.pdf").exists()


def test_a_refused_case_is_told_after_all_others_until_it_is_corrected(out):
    lost = Refused(name="row-5", case=None, file="cases.csv", place="row 5", cells=1)
    reading = imaginary.reading().model_copy(update={"refused": (lost,)})
    assert run(out, docket_of(reading)).finished[-1].result == "refused"
    assert len(rows(out)) == 6
    run(out)
    assert len(rows(out)) == 5


def test_what_somebody_had_changed_is_told_once(out):
    """The file was put aside in one run; the next has nothing to tell of it."""
    run(out)
    review = out / imaginary.case("IM-1").id / "review.pdf"
    review.write_bytes(b"with notes")
    assert by_label(run(out))["IM-1"].aside
    assert by_label(run(out))["IM-1"].aside == ()


# Two runs on one folder.


def _runs(out, asked, slow):
    def make(argued):
        time.sleep(slow)
        return told(asked)(argued)

    run(out, make=make)


def test_two_runs_at_once_share_the_cases(tmp_path, out, asked):
    """Each case is done by one of them, and both leave what one of them would have left."""
    both = [Process(target=_runs, args=(out, asked, 0.3)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert [each.exitcode for each in both] == [0, 0]
    assert noted(asked) == LABELS
    run(tmp_path / "one")
    here, there = files(out), files(tmp_path / "one")
    here.pop("run.jsonl"), there.pop("run.jsonl")
    assert here == there
    assert all(
        Dossier(path).log().drafted is not None
        for path in out.glob("c-*")
        if (path / "letter.pdf").exists()
    )


def test_runs_of_different_exports_at_once_keep_the_lines_of_each_other(out):
    """Neither takes the other's cases off the worklist."""

    def some(labels, exports):
        reading = imaginary.reading()
        cases = tuple(case for case in reading.cases if case.label in labels)
        to = writing(out)
        origin = to.origin.model_copy(update={"exports": (exports,)})
        hands = pool(crew(type(to)(to.library, out, origin, to.at)))
        docket = docket_of(reading.model_copy(update={"cases": cases}))
        run_docket(type(to)(to.library, out, origin, to.at), docket, hands, Told(), time.monotonic)

    both = [
        Process(target=some, args=(LABELS[:3], out / "one")),
        Process(target=some, args=(LABELS[3:], out / "two")),
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert {row["case"] for row in rows(out)} == set(LABELS)


# Stopped by somebody.


def stopping_after(number, events):
    """Asks for a stop, as Ctrl-C does, when so many cases are done."""

    def tell(event):
        events.append(event)
        if event.event == "case" and event.done == number:
            os.kill(os.getpid(), signal.SIGINT)

    return tell


def test_ctrl_c_keeps_what_was_done(out, asked):
    """No new case is begun, the worklist tells of those done, and the next run goes on."""
    events = []
    ran = run(out, tell=stopping_after(2, events), jobs=1)
    assert ran.stopped
    assert 2 <= len(ran.finished) <= 3
    assert len(rows(out)) == len(ran.finished)
    assert [each.event for each in events if each.event != "case"] == [
        *("begun", "stopping", "ended")
    ]
    after = run(out, make=told(asked))
    assert not after.stopped
    assert len(noted(asked)) == 5 - len(ran.finished)


def test_a_stop_takes_no_case_off_the_worklist(out):
    """Those that it did not come to are as the run before left them."""
    run(out)
    ran = run(out, tell=stopping_after(1, []), jobs=1, force=True)
    assert (ran.stopped, len(rows(out))) == (True, 5)


def test_a_letter_written_in_the_process_itself_is_interrupted_at_once(out):
    """Nothing looks at a wish to stop until it is made."""
    to = writing(out)

    def interrupted(argued):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)

    hands = alone(crew(to, make=interrupted))
    docket = docket_of(imaginary.reading(), ("IM-1",))
    ran = run_docket(to, docket, hands, Told(), time.monotonic)
    assert (ran.stopped, ran.finished) == (True, ())


def test_signals_are_heeded_only_while_a_run_goes_on(out):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    run(out)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_run_may_go_on_beside_the_main_thread(out):
    """Where no signal can be heeded."""
    ran = []
    thread = threading.Thread(target=lambda: ran.append(run(out)))
    thread.start()
    thread.join()
    assert len(ran[0].finished) == 5


# Nothing can be kept.


def failing_with(number, argued):
    raise OSError(number, os.strerror(number), "/secret/Nägeli.pdf")


@pytest.mark.parametrize("number", [28, 24])
def test_no_room_and_no_handle_end_the_run_with_what_to_do(out, number):
    """After a few cases in a row, not after ten thousand; what stood still stands."""
    run(out)
    before = {path: path.read_bytes() for path in out.glob("c-*/*.pdf")}
    with pytest.raises(OutputError, match=r"could not be opened or written: .* run the same"):
        run(out, make=partial(failing_with, number), force=True)
    assert {path: path.read_bytes() for path in out.glob("c-*/*.pdf")} == before


def test_a_folder_of_one_case_that_cannot_be_written_costs_that_case(out, monkeypatch):
    """Its message names the file and what to do."""
    run(out)
    blocked = out / imaginary.case("IM-3").id / "gaps.pdf"
    blocked.unlink()
    blocked.mkdir()
    told = by_label(run(out))
    assert told["IM-3"].exit_code == 6
    assert f"{blocked.parent.name}/" in told["IM-3"].error
    assert "you may write there" in told["IM-3"].error
    assert {label for label, done in told.items() if done.error} == {"IM-3"}


def test_a_ledger_that_cannot_be_written_is_told_as_such(out):
    (out / "run.jsonl").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"run\.jsonl could not be opened or written"):
        run(out)


def test_the_ledger_has_a_line_for_each_case_done(out):
    run(out)
    lines = [json.loads(line) for line in (out / "run.jsonl").read_text().splitlines()]
    assert sorted(line["case_id"] for line in lines) == sorted(
        case.id for case in imaginary.reading().cases
    )
    assert all(line["hashes"]["case.json"] for line in lines)
    assert [row.done.label for row in worklist.kept(out)] == LABELS
