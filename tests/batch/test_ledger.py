"""The ledger is only added to, and half a line that a crash left counts for nothing."""

import json
from multiprocessing import Process

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.batch.ledger import Ledger, told_since
from letters.dossier import store
from letters.pipeline import Finished

DONE = Finished(
    case_id="c-1",
    label="Nägeli",
    drug="moonwort",
    result="supported",
    document="gap sheet",
    file="c-1/gaps.pdf",
    next_action="Ask Nägeli",
    payer="Nägeli plan",
    claim="Nägeli 7",
)


@pytest.fixture
def out(tmp_path):
    store(tmp_path / "c-1" / "gaps.pdf", b"%PDF gaps")
    store(tmp_path / "c-1" / "case.json", b"{}")
    return tmp_path


def opened(out) -> Ledger:
    ledger = Ledger(out)
    ledger.refresh()
    return ledger


def test_a_case_is_done_that_came_to_files_which_stand(out):
    opened(out).add(DONE, "k")
    assert opened(out).is_done("c-1", "k")
    assert not opened(out).is_done("c-1", "other key")
    assert not opened(out).is_done("c-2", "k")


@pytest.mark.parametrize("name", ["gaps.pdf", "case.json", "letter.pdf", "log.jsonl"])
def test_a_case_is_not_done_any_more_when_a_file_of_it_is_another(out, name):
    """Or is gone, or was not there."""
    opened(out).add(DONE, "k")
    store(out / "c-1" / name, b"changed")
    assert not opened(out).is_done("c-1", "k")
    (out / "c-1" / name).unlink()
    assert opened(out).is_done("c-1", "k") == (name in ("letter.pdf", "log.jsonl"))


def test_notes_of_the_practice_in_the_folder_change_nothing(out):
    opened(out).add(DONE, "k")
    store(out / "c-1" / "notes.txt", b"mine")
    assert opened(out).is_done("c-1", "k")


def test_a_case_that_failed_was_not_done(out):
    opened(out).add(DONE, "k")
    opened(out).add(DONE.model_copy(update={"result": "failed", "error": "x", "exit_code": 5}), "k")
    assert not opened(out).is_done("c-1", "k")


def test_the_ledger_names_no_patient(out):
    """It has ids, results and errors, but neither label nor what else comes from the record."""
    opened(out).add(DONE, "k")
    text = (out / "run.jsonl").read_text()
    assert "Nägeli" not in text
    assert "N\\u00e4geli" not in text
    line = json.loads(text)
    assert (line["case_id"], line["result"], line["exit_code"]) == ("c-1", "supported", 0)
    assert (out / "run.jsonl").stat().st_mode & 0o777 == 0o600


def test_the_last_line_of_a_case_counts(out):
    ledger = opened(out)
    ledger.add(DONE, "k1")
    ledger.add(DONE, "k2")
    ledger.refresh()
    assert (ledger.is_done("c-1", "k1"), ledger.is_done("c-1", "k2")) == (False, True)
    assert len((out / "run.jsonl").read_text().splitlines()) == 2


def test_what_another_run_adds_is_seen(out):
    mine, theirs = opened(out), opened(out)
    theirs.add(DONE, "k")
    assert not mine.is_done("c-1", "k")
    mine.refresh()
    assert mine.is_done("c-1", "k")


def test_what_was_told_since_a_look_is_found_without_reading_all(out):
    ledger = opened(out)
    ledger.add(DONE, "k")
    ledger.refresh()
    assert not told_since(out, "c-1", ledger.read)
    ledger.add(DONE.model_copy(update={"case_id": "c-2"}), "k")
    assert not told_since(out, "c-1", ledger.read)
    assert told_since(out, "c-2", ledger.read)


@settings(max_examples=30)
@given(cut=st.integers(0, 400))
def test_a_line_that_a_crash_cut_off_costs_that_line_alone(tmp_path_factory, cut):
    out = tmp_path_factory.mktemp("out")
    store(out / "c-1" / "gaps.pdf", b"%PDF gaps")
    ledger = Ledger(out)
    ledger.add(DONE, "k1")
    whole = (out / "run.jsonl").read_bytes()
    left = whole[: len(whole) - 1 - cut % len(whole)]
    (out / "run.jsonl").write_bytes(whole + left)
    opened(out).add(DONE, "k3")
    after = opened(out)
    assert after.is_done("c-1", "k3")
    lines = (out / "run.jsonl").read_bytes().splitlines()
    assert lines[0] + b"\n" == whole
    assert json.loads(lines[-1])["key"] == "k3"


@given(
    st.lists(st.one_of(st.binary(max_size=20), st.just(b'{"case_id": 1, "key": []}')), max_size=5)
)
def test_lines_that_are_not_ours_count_for_nothing(tmp_path_factory, lines):
    out = tmp_path_factory.mktemp("out")
    store(out / "c-1" / "gaps.pdf", b"%PDF gaps")
    (out / "run.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    opened(out).add(DONE, "k")
    assert opened(out).is_done("c-1", "k")


def _adds(out, key):
    ledger = Ledger(out)
    for number in range(40):
        ledger.add(DONE, f"{key}{number}")


def test_runs_that_write_at_once_lose_no_line(out):
    both = [Process(target=_adds, args=(out, key)) for key in "ab"]
    for each in both:
        each.start()
    for each in both:
        each.join()
    keys = {json.loads(line)["key"] for line in (out / "run.jsonl").read_text().splitlines()}
    assert keys == {f"{key}{number}" for key in "ab" for number in range(40)}
