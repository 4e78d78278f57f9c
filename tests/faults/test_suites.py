"""The suites of `make torture` in short: the faults most likely to come back, and their oracles."""

import datetime as dt
import json
import os
from pathlib import Path
from random import Random

import imaginary
import pytest

from torture import canaries, escapes, hostile, inboxes, killing, outgoing, running, seals, suite
from torture.calling import Called, broken, called
from torture.figures import Figure
from torture.running import Ended, Run, different, multiplied, torn
from torture.story import story
from torture.tables import places
from torture.targets import TARGETS
from torture.watching import Bait, watched


@pytest.fixture(scope="module")
def bait() -> Bait:
    return Bait()


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> Run:
    """A run over two small cases."""
    root = tmp_path_factory.mktemp("few")
    return Run(multiplied(root / "export", 1, ("IM-4", "IM-5")), root / "out", ("--jobs", "1"))


def test_a_run_that_was_killed_at_a_step_comes_to_the_same_files(few):
    figure = Figure("kill -9", "some steps")
    killing.at_each_step(few, iter((9,)), figure)
    assert figure.finds == {}


@pytest.mark.parametrize("kind", ["html", "jinja", "urls", "controls", "formula"])
def test_hostile_text_in_a_field_of_a_case_does_nothing(kind, bait):
    """A quote of the denial stands in the letter and in the sheets beside it."""
    text = hostile.texts(bait)[kind]
    assert hostile.in_case("LN-015", ("denial", "quote"), kind, text, bait) == []


def test_hostile_text_in_an_export_does_nothing(bait):
    text = hostile.texts(bait)["svg"]
    assert hostile.in_export(("cases", "payer"), "svg", text, bait) == []


def test_a_hostile_name_in_a_certificate_does_nothing(bait):
    assert outgoing.in_certificate("controls", hostile.texts(bait)["controls"], bait) == []


def test_a_sign_that_acts_on_a_terminal_is_found_where_it_is_printed():
    assert list(outgoing._told("sign", Called(0, "of a\x1b[2J", ""))) == [
        "sign prints a control sign: 0x1b"
    ]
    assert list(outgoing._told("sign", Called(0, "of a\\u001b[2J", ""))) == []


@pytest.mark.parametrize("name", list(canaries.SWEEPS))
def test_no_remark_tells_a_canary(name, library):
    figure = Figure("canaries", name)
    canaries.swept(figure, name, library.vocabulary, Random(7), 25)
    assert (figure.tried, figure.finds) == (25, {})


def test_no_odd_file_among_the_exports_stops_a_run():
    figure = Figure("escapes", "")
    escapes.odd_exports(figure)
    assert figure.finds == {}


@pytest.mark.parametrize("place", ["case", "case/log.jsonl", "marks", "worklist", "case/earlier"])
def test_no_link_in_the_output_is_written_through(place, tmp_path):
    """The verbs refuse, and what is another's stays as it was."""
    base = story("decided")
    copy = base.copied(tmp_path)
    figure = Figure("escapes", "links")
    relative = Path(place.replace("case", copy.folder.name, 1))
    escapes._linked(figure, copy, relative, str(tmp_path))
    assert (figure.tried, figure.finds) == (4, {})


def test_every_suite_is_run_with_a_share_of_the_inputs_for_each_reader():
    lines = list(suite.lines(200, 200_000, 10, 100))
    readers = [line[2] for line in lines if line[0] == "torture"]
    assert readers == [each.name for each in TARGETS]
    assert sum(int(line[-1]) for line in lines if line[0] == "torture") >= 200_000


def test_what_is_reached_for_is_heard(tmp_path):
    """A network, a program, a file elsewhere; a file of its own is none of these."""
    import socket
    import subprocess

    with watched(tmp_path) as heard:
        (tmp_path / "own.txt").write_text("x")
        Path("/etc/hostname").exists()
        with pytest.raises(OSError, match=r"."):
            Path("/root-of-nobody/file").read_bytes()
        with socket.socket() as unbound, pytest.raises(OSError, match=r"."):
            unbound.connect(("127.0.0.1", 9))
        subprocess.run(["true"], check=True)
    assert [told.partition(":")[0] for told in heard] == ["opened", "network", "program"]


def test_what_a_forked_process_reaches_for_is_heard(tmp_path):
    """Letters are made in workers: a file that one of them opened must not go unheard."""
    with watched(tmp_path) as heard:
        child = os.fork()
        if not child:
            with pytest.raises(OSError, match=r"."):
                Path("/root-of-nobody/file").read_bytes()
            os._exit(0)
        os.waitpid(child, 0)
    assert heard == ["opened: /root-of-nobody/file"]


def test_a_port_that_was_asked_is_told_once(bait):
    import socket

    socket.create_connection(("127.0.0.1", bait.port)).close()
    assert (bait.is_taken, bait.is_taken) == (True, False)


def test_a_defect_is_a_find_and_an_error_for_a_person_is_none(monkeypatch):
    def defective(*_):
        raise KeyError("x")

    monkeypatch.setattr("letters.commands.common.load", defective)
    done = called("determine", imaginary.EXPORT, "--citations", imaginary.CITATIONS)
    assert (done.code, "KeyError" in broken(done, "determine").told) == (70, True)
    assert broken(Called(3, "", "error: no such file"), "check") is None


@pytest.mark.parametrize(
    ("name", "content", "is_torn"),
    [
        ("c-1/letter.pdf", b"half", True),
        ("c-1/letter.pdf", b"whole", False),
        ("c-1/.letter.pdf.part", b"ha", False),
        ("run.jsonl", b'{"case_id": "c-1"}\n{"ca', True),
        ("run.jsonl", b'{"case_id": "c-1"}\n', False),
        ("worklist.html", b"<html>", True),
    ],
)
def test_half_a_file_is_torn(name, content, is_torn):
    assert bool(torn({name: content}, {"c-1/letter.pdf": b"whole"})) == is_torn


def test_a_file_missing_left_over_or_other_is_told():
    assert different({"a": b"1", "b": b"2"}, {"b": b"3", "c": b"4"}) == [
        "c: missing",
        "a: left over",
        "b: other bytes",
    ]


def test_ledgers_are_the_same_whatever_the_order_of_their_cases():
    one, two = (json.dumps({"case_id": name}).encode() + b"\n" for name in ("c-1", "c-2"))
    assert different({"run.jsonl": two + one + two}, {"run.jsonl": one + two}) == []
    assert different({"run.jsonl": one}, {"run.jsonl": one + two}) == ["run.jsonl: other bytes"]


@pytest.mark.parametrize("told", ["Traceback (most recent call last)", "a defect of ours: X"])
def test_a_run_that_tells_a_defect_ended_in_harm(told):
    assert Ended(1, "", told).harm
    assert not Ended(6, "", "error: letter.pdf could not be written").harm


def test_a_canary_is_seen_in_each_of_its_forms():
    for form in canaries._FORMS:
        assert canaries.leaked(f"error: row 3 of {form.upper()}: wrong") is not None
    assert canaries.leaked("error: row 3: wrong") is None


def test_a_link_that_is_written_through_is_found(tmp_path, monkeypatch):
    """The verbs stand still here; somebody else writes."""
    out = tmp_path / "out"
    folder = out / "c-1"
    folder.mkdir(parents=True)
    (folder / "case.json").write_text(json.dumps({"label": escapes.LABEL}))
    (folder / "letter.pdf").write_bytes(b"mine")
    copy = escapes.Story(out, tmp_path)
    monkeypatch.setattr(
        escapes, "kept_in", lambda *_: (folder / "letter.pdf").write_bytes(b"theirs") and None
    )
    figure = Figure("escapes", "links")
    escapes._linked(figure, copy, Path("c-1/letter.pdf"), str(tmp_path))
    assert list(figure.finds) == ["link at case/letter.pdf: written through"]


def test_a_watched_export_that_is_filed_twice_or_never_is_found(tmp_path, monkeypatch):
    """A watcher stands still here; somebody else filed."""
    monkeypatch.setattr(inboxes, "_SECONDS", 0.0)
    monkeypatch.setattr(inboxes.Room, "watched", lambda _: Ended(0, "", ""))
    figure, room = Figure("watched folder", "x"), inboxes.Room(tmp_path)
    for place in ("done/a", "done/b", "inbox/.at-work"):
        (tmp_path / place).mkdir(parents=True)
    inboxes.settled(figure, "x", room, tmp_path, {})
    (tmp_path / "inbox" / "c.csv").touch()
    inboxes.settled(figure, "x", room, tmp_path, {})
    assert list(figure.finds) == [
        "x: filed otherwise than once as done",
        "x: an export is never filed",
    ]


def test_a_broken_signature_takes_the_place_of_the_one_that_was_there():
    """Nothing else of the file changes, so that what reads signatures comes to read it."""
    content = b"%PDF /ByteRange [0 1 2 3] /Contents <" + b"30" * 60 + b"00" * 40 + b"> %%EOF"
    broken = [seals.digits(content, Random(number)) for number in range(20)]
    assert {len(each) for each in broken} == {len(content)}
    assert {(each[:37], each[-7:]) for each in broken} == {(content[:37], content[-7:])}
    assert len(set(broken)) > 10


def test_a_formula_and_foreign_markup_are_found():
    assert hostile.of_csv("a,b\nx,=1+1\n") == ["formula under 'b': '=1+1'"]
    assert hostile.of_csv("a,b\n'=1,-3\n") == []
    assert hostile.of_html("<td><img src=x></td>")
    assert hostile.of_html("<td>&lt;img src=x&gt;</td>") == []


def test_every_text_of_a_case_is_filled_in_turn(library):
    """Names and quotes are; words of the vocabulary are not, nor the id."""
    case = next(c for r in hostile._readings() for c in r.cases if c.label == "LN-002")
    ways = {
        tuple(step for step in way if isinstance(step, str))
        for way in hostile.fields(case, library)
    }
    assert {("patient", "name"), ("denial", "quote"), ("practice", "address")} <= ways
    assert not {("id",), ("services", "drug")} & ways


def test_all_columns_of_the_case_are_found():
    assert {("cases", "payer"), ("labs", "value"), ("practice", "practice")} <= set(places())


def test_the_clock_of_a_run_tells_one_moment_after_the_other(few, tmp_path):
    """A clock that jumps from year to year ends no run, and its log is whole."""
    jumping = "2027-11-22T21:30:00+00:00,2016-02-29T00:00:01+00:00"
    run = running.Run(few.export, tmp_path / "out", ("--jobs", "1"), jumping, None)
    assert run.ended().code in (0, 1)
    moments = {dt.datetime.fromisoformat(each).year for each in jumping.split(",")}
    assert moments == {2027, 2016}
    assert os.path.exists(run.out / "worklist.csv")  # noqa: PTH110
