"""Cases on the workers of a real scheduler: the same bytes, each case once, whatever workers do."""

import os
import signal
import time
from base64 import b64encode
from contextlib import closing, contextmanager

import imaginary
import pytest

from batch import by_label, crew, files, made, writing
from letters.batch import cluster, remote, scheduler
from letters.batch.copies import Copy, here
from letters.batch.docket import Made, docket_of, press_for
from letters.batch.hands import Stop
from letters.batch.running import Ran
from letters.batch.running import run as run_plan
from letters.batch.scheduler import Cluster
from letters.batch.workers import alone, pool
from letters.errors import UsageError
from letters.pipeline import FILE_OF, Argued

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
dask = pytest.importorskip("dask")

REAL = ("IM-1", "IM-3", "IM-5")
NEVER_THE_SAME = ("log.jsonl", "run.jsonl")


class Played(distributed.WorkerPlugin):
    """Has each worker, also one that began anew, make files at once, and some cases end it.

    Nor does it set a page to tell which copy it is.
    """

    name = "played"

    def __init__(self, copy, ends=(), hangs=()):
        self.copy, self.ends, self.hangs = copy, ends, hangs

    def setup(self, worker):
        self.real = remote.made, remote.here
        remote.made, remote.here = self.made, lambda: self.copy

    def teardown(self, worker):
        remote.made, remote.here = self.real

    def made(self, terms, told):
        argued = Argued.model_validate_json(told)
        if argued.case.label in self.ends:
            time.sleep(0.2)  # as long as it takes to tell that a case was begun
            os._exit(9)
        if argued.case.label in self.hangs:
            time.sleep(60)
        names = (FILE_OF[argued.document.document], "review.pdf")
        files = dict.fromkeys(names if argued.review else names[:1], b64encode(b"%PDF"))
        return Made(files=files).model_dump_json()


@contextmanager
def company():
    """A scheduler with two workers, each a process that comes back when it is ended."""
    timeouts = {f"distributed.comm.timeouts.{what}": "120s" for what in ("connect", "tcp")}
    with (
        dask.config.set(timeouts),
        distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=":0") as company,
        distributed.Client(company.scheduler_address, set_as_default=False) as client,
    ):
        client.wait_for_workers(2, timeout=120)
        yield client


@pytest.fixture
def own():
    """A cluster for a test whose workers are ended: one may come back late, or never."""
    with company() as client:
        yield client


@pytest.fixture(scope="module")
def shared():
    """A cluster for all tests that let its workers live."""
    with company() as client:
        yield client


@pytest.fixture
def calm(shared):
    """The shared cluster, on which nothing is played when the test has ended."""
    yield shared
    shared.unregister_worker_plugin(Played.name)


def play(client, copy=None, **ways):
    """Says what the workers do."""
    client.register_plugin(Played(copy or here(), **ways))


def address_of(client) -> str:
    return client.scheduler.address


def run(out, address, *labels, seconds=None, meanwhile=None, told=None) -> Ran:
    to = writing(out)
    tell = told.append if told is not None else lambda text: None
    real = press_for(to) if meanwhile else made
    local = pool(crew(to, make=real, jobs=1))
    hands = cluster.hands(to, Cluster(address, None, seconds), time.monotonic, tell, local)

    def disturbed(tasks, stop):
        with closing(hands(tasks, stop)) as done:
            for number, each in enumerate(done):
                if number == 0 and meanwhile:
                    meanwhile()
                yield each

    wanted = docket_of(imaginary.reading(), labels)
    return run_plan(to, wanted, disturbed, lambda event: None, time.monotonic)


def kill_one(client):
    pids = client.run(os.getpid)
    os.kill(sorted(pids.values())[0], signal.SIGKILL)


def test_a_scheduler_that_goes_away_costs_no_case(tmp_path, monkeypatch):
    """What was not done when it went is done on this machine, each case once."""
    monkeypatch.setattr(cluster, "_PATIENCE", 6.0)
    monkeypatch.setattr(scheduler, "ANSWER", 1.0)  # after which the client takes it for gone
    monkeypatch.setattr(cluster, "_AT_ONCE", 1)
    told: list[str] = []
    with distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=":0") as company:
        address = company.scheduler_address
        ran = run(tmp_path, address, *imaginary.CASES, meanwhile=company.close, told=told)
    assert {done.label for done in ran.finished} == set(imaginary.CASES)
    assert not any(done.error for done in ran.finished)
    lines = (tmp_path / "run.jsonl").read_text().splitlines()
    assert len(lines) == len(imaginary.CASES)
    assert any("done on this machine" in each for each in told)


def test_a_worker_killed_in_the_middle_costs_no_case_and_no_byte(tmp_path, own):
    """The files of cases on a cluster that loses a worker are those of a run without a cluster."""
    there, local = tmp_path / "there", tmp_path / "local"
    ran = run(there, address_of(own), *REAL, meanwhile=lambda: kill_one(own))
    to = writing(local)
    at_home = alone(crew(to, make=press_for(to)))
    wanted = docket_of(imaginary.reading(), REAL)
    run_plan(to, wanted, at_home, lambda event: None, time.monotonic)
    assert [done.label for done in ran.finished] == list(REAL)
    assert files(there).keys() == files(local).keys()
    compared = [name for name in files(local) if not name.endswith(NEVER_THE_SAME)]
    assert sum(name.endswith(".pdf") for name in compared) == 4
    assert [name for name in compared if files(there)[name] != files(local)[name]] == []
    lines = (there / "run.jsonl").read_text().splitlines()
    assert len(lines) == len(REAL)


def test_a_case_that_ends_or_stops_its_workers_costs_no_other(tmp_path, own):
    """What workers died of is tried on this machine; what takes too long fails, and it alone."""
    play(own, ends=("IM-2",), hangs=("IM-4",))
    told: list[str] = []
    finished = by_label(run(tmp_path, address_of(own), seconds=12, told=told))
    assert finished.keys() == imaginary.CASES.keys()
    assert [label for label, done in finished.items() if done.error] == ["IM-4"]
    assert finished["IM-4"].result == "failed"
    assert "longer than 12 s on the cluster" in finished["IM-4"].error
    assert [line for line in told if line.endswith("it is done on this machine")]
    assert not any("IM-" in line for line in told)


def test_workers_with_another_program_are_not_used(tmp_path, calm, monkeypatch):
    """Where each worker differs it is said in what, and all cases are done on this machine."""
    other = here().model_copy(update={"program": "another", "typesetting": "another"})
    play(calm, other, ends=tuple(imaginary.CASES))
    monkeypatch.setattr(cluster, "_PATIENCE", 0.2)
    told: list[str] = []
    ran = run(tmp_path, address_of(calm), told=told)
    assert all(done.error is None for done in ran.finished)
    assert len(ran.finished) == len(imaginary.CASES)
    refusals = [line for line in told if "program differs, typesetting differs" in line]
    assert len(refusals) == 2


def test_nothing_of_a_run_stays_with_the_workers(tmp_path, calm):
    """When a run has ended no worker has its terms any more."""
    play(calm)
    run(tmp_path, address_of(calm), "IM-5")
    assert set(calm.run(lambda: len(remote._terms)).values()) == {0}


def test_the_members_of_a_cluster_are_told(calm):
    """Each worker is listed, with nothing against it where it has the same copy."""
    play(calm)
    at = Cluster(address_of(calm))
    assert [member.unfit for member in scheduler.members(at)] == [(), ()]
    play(calm, here().model_copy(update={"typefaces": "another"}))
    found = scheduler.members(at)
    assert [member.unfit for member in found] == [("typefaces differs",)] * 2


def test_a_run_that_is_stopped_leaves_the_rest_undone(tmp_path, calm):
    """Who asked to stop gets what was done, and no case is begun on this machine instead."""
    play(calm)
    to, stop = writing(tmp_path), Stop()
    stop.ask()
    hands = cluster.hands(to, Cluster(address_of(calm)), time.monotonic, print, pool(crew(to)))
    assert list(hands(docket_of(imaginary.reading()).tasks(), stop)) == []


def test_no_scheduler_is_a_usage_error(tmp_path, monkeypatch):
    """An address at which nothing answers is told before any case is begun."""
    monkeypatch.setattr(scheduler, "ANSWER", 0.5)
    with pytest.raises(UsageError, match="no scheduler answers"):
        run(tmp_path, "tcp://127.0.0.1:9")


def test_a_copy_tells_what_differs():
    """Copies are compared part by part, and each part is named."""
    assert here().differing(here()) == ()
    other = Copy.model_validate(dict.fromkeys(Copy.model_fields, "other"))
    assert here().differing(other) == tuple(Copy.model_fields)
