"""Whatever one case does to its process, the others do not notice."""

import ctypes
import os
import signal
import time
from functools import partial
from multiprocessing import Process
from pathlib import Path

import imaginary
import pytest

from batch import by_label, crew, files, made, run, writing
from letters.batch import workers
from letters.batch.docket import docket_of
from letters.batch.hands import Stop
from letters.batch.workers import alone, pool

BAD = "IM-2"
TRIES = 2400
"""Looks at what other processes do, twenty a second: two minutes, for a busy machine."""
RESULTS = {
    "IM-1": "supported",
    "IM-2": "supported",
    "IM-3": "undetermined",
    "IM-4": "unsupported",
    "IM-5": "routed",
}


def badly(how, argued):
    """Makes the files of all cases but one, for which something else is done first."""
    if argued.case.label == BAD:
        how()
    return made(argued)


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def ended():
    os._exit(0)


def crashed():
    ctypes.string_at(0)


def overdue_in_python():
    time.sleep(60)


def overdue_in_c():
    """Holds the interpreter, so that nothing in the process could stop it."""
    ctypes.PyDLL(None).sleep(60)


def greedy():
    return [bytearray(10_000_000) for _ in range(400)]


def greedy_at_once():
    return bytearray(4_000_000_000)


@pytest.fixture(autouse=True, scope="module")
def warmed():
    """What the first case of a process takes long for is there before processes are forked."""
    for label in imaginary.CASES:
        imaginary.argued(label)


@pytest.mark.parametrize(
    ("how", "says", "seconds", "jobs"),
    [
        (killed, "ended by SIGKILL", None, 1),
        (killed, "ended by SIGKILL", None, 2),
        (crashed, "ended by SIGSEGV", None, 2),
        (ended, "ended by itself", None, 2),
        (overdue_in_python, "longer than 3 s", 3, 2),
        (overdue_in_c, "longer than 3 s", 3, 1),
        (greedy, "more memory than it may take", None, 2),
        (greedy_at_once, "more memory than it may take", None, 1),
    ],
)
def test_a_case_that_ends_its_process_costs_itself_alone(tmp_path, how, says, seconds, jobs):
    """It is told as failed with what befell it; every other case came to its document."""
    ran = run(tmp_path, make=partial(badly, how), jobs=jobs, seconds=seconds, memory=100)
    told = by_label(ran)
    assert {label: done.result for label, done in told.items()} == RESULTS | {BAD: "failed"}
    assert says in told[BAD].error
    assert told[BAD].exit_code == 5
    assert not (tmp_path / told[BAD].case_id).exists()
    again = by_label(run(tmp_path))
    assert {label: done.result for label, done in again.items()} == RESULTS


def test_a_letter_that_was_there_is_withdrawn_when_its_case_ends_its_process(tmp_path):
    """A draft of yesterday does not stand for a case that could not be written today."""
    run(tmp_path)
    folder = tmp_path / imaginary.case(BAD).id
    assert (folder / "letter.pdf").exists()
    run(tmp_path, make=partial(badly, killed), force=True)
    assert not (folder / "letter.pdf").exists()


@pytest.mark.parametrize("hands", [pool, alone])
def test_a_case_that_another_run_did_meanwhile_is_not_done_again(tmp_path, hands):
    """It was found undone and handed out, then somebody else did it: nobody writes it again."""
    tasks = list(docket_of(imaginary.reading(), ("IM-3", "IM-4")).tasks())
    run(tmp_path, docket_of(imaginary.reading(), ("IM-3",)))
    told = hands(crew(writing(tmp_path), jobs=1))(iter(tasks), Stop())
    assert [(done.task.case.label, done.finished is None) for done in told] == [
        ("IM-3", True),
        ("IM-4", False),
    ]


def test_any_number_of_processes_makes_the_same_files(tmp_path):
    for jobs in (1, 2, 5):
        run(tmp_path / str(jobs), jobs=jobs)
    made = [files(tmp_path / str(jobs)) for jobs in (1, 2, 5)]
    for each in made:
        each["run.jsonl"] = b"\n".join(sorted(each["run.jsonl"].splitlines()))
    assert made[0] == made[1] == made[2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_has_done_its_share_is_replaced(tmp_path, monkeypatch, jobs):
    """What letters leave behind in memory goes with it; every case is done all the same."""
    monkeypatch.setattr(workers, "SHARE", 2)

    def noted(argued):
        with (tmp_path / "pids").open("a") as pids:
            pids.write(f"{os.getpid()}\n")
        return made(argued)

    ran = run(tmp_path / "out", make=noted, jobs=jobs)
    assert {label: done.result for label, done in by_label(ran).items()} == RESULTS
    pids = (tmp_path / "pids").read_text().split()
    assert len(pids) == len(RESULTS)
    assert all(pids.count(pid) <= 2 for pid in pids)
    assert (2 in map(pids.count, pids)) or jobs > 1


def test_cases_are_told_in_the_order_of_the_export(tmp_path):
    """Whichever process was first."""

    def slow_at_first(argued):
        time.sleep(0.3 if argued.case.label == "IM-1" else 0)
        return made(argued)

    ran = run(tmp_path, make=slow_at_first, jobs=3)
    assert [done.label for done in ran.finished] == list(imaginary.CASES)


def test_no_more_is_begun_once_a_stop_is_asked_for(tmp_path):
    """What is under way is ended, within bounds."""
    stop = Stop()
    hands = pool(crew(writing(tmp_path), jobs=1))(docket_of(imaginary.reading()).tasks(), stop)
    first = next(hands)
    stop.ask()
    assert first.finished.label == "IM-1"
    assert list(hands) == []


def test_a_second_stop_ends_what_is_under_way(tmp_path):
    stop = Stop()
    slow = crew(writing(tmp_path), make=lambda argued: time.sleep(60), jobs=2)
    hands = pool(slow)(docket_of(imaginary.reading()).tasks(), stop)
    stop.ask()
    stop.ask()
    assert list(hands) == []


def _parent(out: Path, path: Path) -> None:
    def telling(argued):
        with path.open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(60)

    run(out, make=telling, jobs=2)


def test_workers_end_with_their_parent(tmp_path):
    """Even where it is killed and can tell nobody."""
    path = tmp_path / "pids"
    parent = Process(target=_parent, args=(tmp_path / "out", path))
    parent.start()
    workers: list[int] = []
    for _ in range(TRIES):
        time.sleep(0.05)
        workers = [int(line) for line in path.read_text().split()] if path.exists() else []
        if len(workers) == 2:
            break
    assert len(workers) == 2
    parent.kill()
    parent.join()
    for _ in range(TRIES):
        alive = [pid for pid in workers if Path(f"/proc/{pid}/cmdline").exists() and lives(pid)]
        if not alive:
            break
        time.sleep(0.05)
    assert alive == []


def lives(pid: int) -> bool:
    """Whether a process is there and not only waits to be taken note of."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
